import { DefaultLogger, type LogEntry, type LogLevel, Runtime } from '@temporalio/worker';
import { destination, type Level, type Logger, pino } from 'pino';
import { logError } from './log-error.ts';

const LEVELS: Record<LogLevel, Level> = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' };

/** The worker's log: JSON lines on stderr. */
export function workerLog(): Logger {
  return pino(
    { base: undefined, timestamp: pino.stdTimeFunctions.isoTime, serializers: { error: logError } },
    destination({ dest: 2, sync: true }),
  );
}

/** Sends what the SDK says into the same log, and leaves signals to the caller. Once per process, before any connection. */
export function installRuntime(log: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }: LogEntry) => {
      // The worker of the host's own queue has no workflows on purpose.
      if (!message.startsWith('No workflows registered')) log[LEVELS[level]]({ ...meta }, message);
    }),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
    shutdownSignals: [],
  });
}
