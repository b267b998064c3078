import { parseArgs } from 'node:util';
import { loadConfiguration } from '../config/load.ts';
import { FAILURES, Failure } from '../domain/failures.ts';
import { installRuntime, workerLog } from './log.ts';
import { runWorker } from './run-worker.ts';

/** Runs one worker with the process's arguments until SIGTERM or SIGINT; what keeps it from running becomes an exit code. */
export async function runWorkerProcess(): Promise<void> {
  const log = workerLog();
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
  try {
    const { values } = parseArgs({ options: { config: { type: 'string' } } });
    const configuration = loadConfiguration({ config: values.config }, process.env);
    for (const note of configuration.notes) log.warn(note);
    installRuntime(log);
    await runWorker({
      configuration,
      log,
      signal: stop.signal,
      onReady: ({ host, taskQueue }) =>
        log.info({ host, taskQueue, namespace: configuration.temporal.namespace }, 'the worker polls'),
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const hint = error.hint === undefined ? '' : `hint: ${error.hint}\n`;
    process.stderr.write(`firedrill worker: ${error.message}\n${hint}`);
    process.exitCode = FAILURES[error.kind].exitCode;
  }
}
