import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { Failure } from '../domain/failures.ts';
import { type ServerProcess, startServer } from '../tools/server-process.ts';
import type { Tool } from '../tools/tool.ts';
import { takeLock } from './lock-file.ts';

/** Where a local Temporal server listens. */
export interface TemporalPorts {
  readonly port: number;
  readonly uiPort: number;
}

/** A Temporal server of this machine, with its web UI. */
export interface LocalTemporal {
  readonly address: string;
  readonly uiAddress: string;
  /** Its database file: named after the server's version, since files are not promised to survive an upgrade. */
  readonly database: string;
  readonly process: ServerProcess;
  readonly stop: () => Promise<void>;
}

/**
 * The stock server polls its queues twenty times a second, so that steps in a row wait for each other, and lets short timers
 * last a second. WAL makes the file three times as fast; a loss of power may forget the last moments, which idempotent
 * steps absorb.
 */
const FLAGS = [
  ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
  ...['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=200'],
  ...['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="50ms"'],
  ...['--log-level', 'error'],
];

/** The stock server forgets ended runs after a day. */
const RETENTION = '90 days';

/**
 * Starts a Temporal server on loopback over a database file in `directory`, and waits until it answers.
 * @throws Failure TargetBusy where the folder or a port is in use, UsageInvalid for no port, TemporalUnreachable where the server does not start.
 */
export async function startTemporal(program: Tool, directory: string, ports: TemporalPorts): Promise<LocalTemporal> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unlock = takeLock(join(directory, 'lock'), directory);
  try {
    for (const port of [ports.port, ports.uiPort]) await assertFree(port);
    const database = join(directory, `temporal-${program.version}.db`);
    const address = `127.0.0.1:${ports.port}`;
    const server = await startServer({
      file: program.path,
      args: [
        ...[
          'server',
          'start-dev',
          '--ip',
          '127.0.0.1',
          '--port',
          String(ports.port),
          '--ui-port',
          String(ports.uiPort),
        ],
        ...['--db-filename', database, ...FLAGS],
      ],
      isReady: () => keepRuns(address),
    }).catch((error: unknown) => {
      throw new Failure(
        'TemporalUnreachable',
        `the Temporal server did not start: ${error instanceof Error ? error.message : ''}`,
        { cause: error },
      );
    });
    void server.ended.then(unlock);
    const stop = () => server.stop('SIGINT');
    return { address, uiAddress: `http://127.0.0.1:${ports.uiPort}`, database, process: server, stop };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Whether the server answers; sets how long it keeps ended runs. */
async function keepRuns(address: string): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: '1s' });
    await connection.workflowService.updateNamespace({
      namespace: 'default',
      config: { workflowExecutionRetentionTtl: msToTs(RETENTION) },
    });
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}

const HIGHEST_PORT = 65_535;

/** A port that answers may be another's server: it must be free before ours is started. */
async function assertFree(port: number): Promise<void> {
  const hint = 'end what uses it, or name another one: --address 127.0.0.1:7333 (or temporal.address in the file)';
  if (port > HIGHEST_PORT) throw new Failure('UsageInvalid', `there is no port ${port}`, { hint });
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', () => reject(new Failure('TargetBusy', `port ${port} of this machine is in use`, { hint })));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}
