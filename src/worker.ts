#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { loadConfiguration } from './config/load.ts';
import { FAILURES, Failure } from './domain/failures.ts';
import { installRuntime, workerLog } from './worker/log.ts';
import { runWorker } from './worker/run-worker.ts';

/** One worker of the pool: `node src/worker.ts [--config FILE]`. Ends well on SIGTERM and SIGINT. */
const log = workerLog();
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('SIGINT', () => stop.abort());
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
  process.stderr.write(
    `firedrill worker: ${error.message}\n${error.hint === undefined ? '' : `hint: ${error.hint}\n`}`,
  );
  process.exitCode = FAILURES[error.kind].exitCode;
}
