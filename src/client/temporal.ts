import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { Configuration } from '../config/configuration.ts';
import { secretReader } from '../config/references.ts';
import { Failure } from '../domain/failures.ts';
import { connectionOptions, temporalUnreachable } from '../temporal/connection.ts';
import { assertTlsVersion } from '../temporal/tls-version.ts';

/** A client and what it is connected to. */
export interface Engine {
  readonly client: Client;
  readonly connection: Connection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly close: () => Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Connects to Temporal. Throws TemporalUnreachable within seconds. */
export async function connectEngine({ temporal, secretDefaults }: Configuration): Promise<Engine> {
  const options = connectionOptions(temporal, secretReader(process.env, secretDefaults));
  await assertTlsVersion(temporal);
  try {
    await assertListening(temporal.address);
    const connection = await Connection.connect({ ...options, connectTimeout: CONNECT_TIMEOUT_MS });
    const { namespace, taskQueue } = temporal;
    return {
      client: new Client({ connection, namespace }),
      connection,
      namespace,
      taskQueue,
      close: () => connection.close(),
    };
  } catch (error) {
    throw temporalUnreachable(temporal.address, error);
  }
}

/** The client goes on trying until its time is up; whether anyone listens at all is known at once. */
async function assertListening(address: string): Promise<void> {
  const [, host = '', port] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  const socket = connect({ host, port: Number(port), timeout: CONNECT_TIMEOUT_MS });
  try {
    await Promise.race([
      once(socket, 'connect'),
      once(socket, 'timeout').then(() => Promise.reject(new Error('no answer in time'))),
    ]);
  } finally {
    socket.destroy();
  }
}

/** A worker that died stays listed for minutes; one that lives asks for work at least once a minute. */
const POLLER_FRESH_MS = 65_000;
const WORKFLOW_QUEUE = 1;

/** Whether some worker polls the task queue. */
export async function hasWorker({ connection, namespace, taskQueue }: Engine): Promise<boolean> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: WORKFLOW_QUEUE,
  });
  return (pollers ?? []).some(
    ({ lastAccessTime }) => Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1_000 < POLLER_FRESH_MS,
  );
}

/** A worker that has just begun to poll is seen by the server some moments later. */
const WORKER_GRACE_MS = 2_000;
const LOOK_MS = 200;

/** Throws WorkerMissing, with the way to start one, where no worker polls. */
export async function assertWorker(engine: Engine): Promise<void> {
  for (const end = Date.now() + WORKER_GRACE_MS; Date.now() < end; await sleep(LOOK_MS)) {
    if (await hasWorker(engine)) return;
  }
  throw new Failure(
    'WorkerMissing',
    `no worker polls task queue ${engine.taskQueue} in namespace ${engine.namespace}`,
    {
      hint: 'start one: firedrill up does, and so does npm run worker',
    },
  );
}
