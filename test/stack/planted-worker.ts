import { dirname } from 'node:path';
import { loadConfiguration } from '../../src/config/load.ts';
import { installRuntime, workerLog } from '../../src/worker/log.ts';
import { runWorker } from '../../src/worker/run-worker.ts';
import { planted } from './plants.ts';

/**
 * A worker as `src/worker.ts` starts it, with faults at exact moments. They stand in PLANTS, as JSON, and in the house's
 * file of plants.
 */
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const configuration = loadConfiguration({ config: process.env['FIREDRILL_CONFIG'] }, process.env);
const log = workerLog();
installRuntime(log);
await runWorker({
  configuration,
  log,
  signal: stop.signal,
  interceptors: [planted(process.env['PLANTS'] ?? '[]', dirname(process.env['FIREDRILL_CONFIG'] ?? ''))],
  onReady: () => log.info('the worker polls'),
});
