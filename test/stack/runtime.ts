import { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import { installRuntime } from '../../src/worker/log.ts';
import { logError } from '../../src/worker/log-error.ts';

/** What the workers of this process say. */
const listeners = new Set<(line: string) => void>();
const said = new Writable({
  write: (chunk: Buffer, _encoding, done) => {
    for (const listen of listeners) listen(chunk.toString('utf8'));
    done();
  },
});
const log = pino({ base: undefined, serializers: { error: logError } }, said);
let isInstalled = false;

/** Makes the SDK of this process speak to those who listen, instead of to the terminal. A process can do that once. */
export function quietRuntime(): Logger {
  if (!isInstalled) installRuntime(log);
  isInstalled = true;
  return log;
}

/** Hears what is said from now on, until the function that is returned is called. */
export function listen(hear: (line: string) => void): () => void {
  listeners.add(hear);
  return () => listeners.delete(hear);
}
