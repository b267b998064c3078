import { Client, Connection } from '@temporalio/client';
import { type ActivityInterceptorsFactory, NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { openHost } from '../activities/host.ts';
import { createActivities } from '../activities/index.ts';
import { sweepOwnHost } from '../activities/leftovers/sweep.ts';
import { openClaims } from '../activities/lib/claims.ts';
import type { Configuration } from '../config/configuration.ts';
import { secretReader } from '../config/references.ts';
import { connectionOptions, temporalUnreachable } from '../temporal/connection.ts';
import { registerSearchAttributes } from '../temporal/search-attributes.ts';
import { assertTlsVersion } from '../temporal/tls-version.ts';
import { findPostgres } from '../tools/postgres.ts';
import { VERSION } from '../version.ts';
import { claimTasks, returnLostTasks } from './lost-tasks.ts';
import { runStates } from './run-states.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** What a worker runs with. */
export interface WorkerSetup {
  readonly configuration: Configuration;
  readonly log: Logger;
  /** Aborting it makes the worker finish or give back what it works on, and end. */
  readonly signal: AbortSignal;
  /** Called when it polls. */
  readonly onReady?: (worker: { readonly host: string; readonly taskQueue: string }) => void;
  /** Wrapped around every activity. */
  readonly interceptors?: readonly ActivityInterceptorsFactory[];
}

/** Tasks of one host that a worker takes at once; heavy ones wait for a place inside. */
const HOST_TASKS = 100;

/**
 * Runs one worker of the pool until the signal aborts: it polls the common task queue (workflows and light activities) and the
 * queue of its own host (what must stay on one machine).
 * @throws Failure TemporalUnreachable
 */
export async function runWorker({ configuration, log, signal, onReady, interceptors }: WorkerSetup): Promise<void> {
  const { temporal, worker: settings } = configuration;
  const readSecret = secretReader(process.env, configuration.secretDefaults);
  const options = connectionOptions(temporal, readSecret);
  await assertTlsVersion(temporal);
  const { native, connection } = await connect(options);
  try {
    const host = openHost(settings.stateDirectory);
    const claims = openClaims(settings.stateDirectory, `${temporal.address}/${temporal.namespace}`);
    const client = new Client({ connection, namespace: temporal.namespace });
    const askRun = runStates(client);
    sweepOwnHost({ configuration, askRun, readSecret }).then(
      swept => swept.length > 0 && log.info({ swept }, 'removed what dead runs had left on this host'),
      (error: unknown) => log.warn({ error }, 'what dead runs left on this host could not be swept now'),
    );
    const stopLooking = returnLostTasks(claims, client.activity, log);
    const activities = createActivities({
      configuration,
      readSecret,
      findPostgres: () => findPostgres(configuration.postgresBinaries, process.env),
      host,
      askRun,
      log,
      version: VERSION,
      hasSearchAttributes: await registerSearchAttributes(connection, temporal.namespace),
    });
    const common = {
      connection: native,
      namespace: temporal.namespace,
      activities,
      identity: `${process.pid}@${host.name}`,
      maxHeartbeatThrottleInterval: '1s',
      stickyQueueScheduleToStartTimeout: '1s',
      shutdownGraceTime: '5s',
      shutdownForceTime: '30s',
      interceptors: { activity: [claimTasks(claims), ...(interceptors ?? [])] },
    } as const satisfies Partial<WorkerOptions>;
    const pool = await Promise.all([
      Worker.create({ ...common, taskQueue: temporal.taskQueue, workflowBundle: { codePath: await workflowBundle() } }),
      Worker.create({ ...common, taskQueue: host.taskQueue, maxConcurrentActivityTaskExecutions: HOST_TASKS }),
    ]);
    const shutdown = () => {
      for (const worker of pool) if (worker.getState() === 'RUNNING') worker.shutdown();
    };
    signal.addEventListener('abort', shutdown, { once: true });
    const running = pool.map(worker => worker.run());
    if (signal.aborted) shutdown();
    else onReady?.({ host: host.name, taskQueue: temporal.taskQueue });
    try {
      await Promise.race(running);
    } finally {
      shutdown();
      stopLooking();
      await Promise.allSettled(running);
    }
    await Promise.all(running);
  } finally {
    await connection.close();
    await native.close();
  }
}

async function connect(options: ReturnType<typeof connectionOptions>) {
  try {
    const connection = await Connection.connect({ ...options, connectTimeout: '10s' });
    return { connection, native: await NativeConnection.connect(options) };
  } catch (error) {
    throw temporalUnreachable(options.address, error);
  }
}
