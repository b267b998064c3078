import { onTestFinished } from 'vitest';
import type { House } from './firedrill.ts';

/** Keeps a worker of a house running until the test has finished: another one is started as soon as one has ended. */
export async function superviseWorker(house: House, options: Parameters<House['startWorker']>[0]): Promise<void> {
  let finished = false;
  const start = async () => {
    const worker = await house.startWorker(options);
    // What is to be done last is said first: this comes before the end of the worker, which would be an end like others.
    onTestFinished(() => {
      finished = true;
    });
    return worker;
  };
  const watch = async (worker: Awaited<ReturnType<typeof start>>): Promise<void> => {
    await worker.ended;
    if (!finished) await watch(await start());
  };
  void watch(await start());
}
