import { expect, test, vi } from 'vitest';
import { keepRunning, type Supervised } from '../../src/local/supervision.ts';

/** Something that runs until it is stopped, or told to end. */
function running() {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const stop = vi.fn(async () => resolve(undefined));
  return { ended: promise, end: (how?: string) => resolve(how), stop };
}

test('starts what ended again, and says so', async () => {
  const said: string[] = [];
  const stop = new AbortController();
  const [first, second] = [running(), running()];
  const started = Promise.withResolvers<void>();
  const start = async () => {
    started.resolve();
    return second;
  };
  const kept = keepRunning(first, start, stop.signal, line => said.push(line));
  first.end('it was killed');
  await started.promise;
  expect(said).toEqual([expect.stringMatching(/^ended: it was killed; it is started again in \d+ s$/)]);
  stop.abort();
  await kept;
  expect(first.stop).not.toHaveBeenCalled();
  expect(second.stop).toHaveBeenCalledOnce();
});

test('tries again where a start fails, after a longer pause', async () => {
  const said: string[] = [];
  const stop = new AbortController();
  const first = running();
  const start = async () => {
    if (said.length === 1) throw new Error('the port is in use');
    stop.abort();
    return running();
  };
  first.end();
  await keepRunning(first, start, stop.signal, line => said.push(line));
  const pauses = said.map(line => Number(/in (\d+) s$/.exec(line)?.[1]));
  expect(said).toEqual([
    expect.stringMatching(/^ended; it is started again/),
    expect.stringMatching(/^ended: the port is in use; it is started again/),
  ]);
  expect(pauses[1]).toBeGreaterThan(pauses[0] ?? Number.NaN);
});

test('stops it when told to, and waits until it has ended', async () => {
  const stop = new AbortController();
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  const start = vi.fn(async () => running());
  const slow: Supervised = { ended, stop: async () => void setTimeout(() => end(undefined), 50) };
  let settled = false;
  const kept = keepRunning(slow, start, stop.signal, () => undefined).then(() => {
    settled = true;
  });
  stop.abort();
  await Promise.resolve();
  expect(settled).toBe(false);
  await kept;
  expect(start).not.toHaveBeenCalled();
});

test('stops it at once where it was told to before', async () => {
  const thing = running();
  await keepRunning(
    thing,
    async () => running(),
    AbortSignal.abort(),
    () => undefined,
  );
  expect(thing.stop).toHaveBeenCalled();
});

test('starts nothing when told to stop during a pause', async () => {
  const stop = new AbortController();
  const start = vi.fn(async () => running());
  const first = running();
  first.end();
  await keepRunning(first, start, stop.signal, () => stop.abort());
  expect(start).not.toHaveBeenCalled();
});

test('stops what was being started when it is told to stop', async () => {
  const stop = new AbortController();
  const [first, second] = [running(), running()];
  const start = async () => {
    stop.abort();
    return second;
  };
  first.end();
  await keepRunning(first, start, stop.signal, () => undefined);
  expect(second.stop).toHaveBeenCalled();
});
