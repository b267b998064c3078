import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import { Failure } from '../../domain/failures.ts';
import { keepRunning } from '../../local/supervision.ts';
import { startTemporal, type TemporalPorts } from '../../local/temporal-server.ts';
import { startWorker } from '../../local/worker-process.ts';
import { obtainTemporal } from '../../tools/temporal.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { logLine } from '../output/log-line.ts';

/** `firedrill up` */
export const command = makeCommand('up', {
  examples: ['firedrill up', 'firedrill up --dir /srv/firedrill --address 127.0.0.1:7333'],
  exitCodes: [
    [0, 'ended by Ctrl-C or SIGTERM'],
    [11, 'the folder or a port is in use'],
    [20, 'Temporal could not be obtained or started'],
  ],
})
  .option('--dir <folder>', 'where Temporal keeps its database file; default: temporal in the state folder')
  .action((options: { dir?: string; color: boolean; input: boolean }) =>
    runCommand(options, cli => up(cli, options.dir)),
  );

/** The web UI listens this much above the server, as Temporal's own. */
const UI_OFFSET = 1_000;

async function up(cli: Cli, dir: string | undefined): Promise<void> {
  const configuration = cli.configuration();
  const ports = portsOf(configuration);
  const directory = dir === undefined ? join(configuration.worker.stateDirectory, 'temporal') : resolve(dir);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

  const program = await obtainTemporal(process.env, cli.console.note);
  const startServer = async () => {
    const { address, uiAddress, database, process: server, stop: end } = await startTemporal(program, directory, ports);
    return { address, uiAddress, database, ended: server.ended, stop: end };
  };
  const temporal = await startServer();
  const startOne = () =>
    startWorker({
      config: configuration.file,
      env: { TEMPORAL_ADDRESS: temporal.address },
      onLine: line => cli.console.note(logLine(line)),
    });
  const worker = await startOne();
  announce(cli, configuration, temporal, worker.pid);

  const serverStop = new AbortController();
  const server = keepRunning(temporal, startServer, serverStop.signal, line =>
    cli.console.warning(`the Temporal server ${line}`),
  );
  const work = keepRunning(worker, startOne, stop.signal, line => cli.console.warning(`the worker ${line}`));
  if (!stop.signal.aborted) await once(stop.signal, 'abort');
  cli.console.note('ending: the worker gives back what it works on …');
  await work;
  // The server ends last, so that the worker can say goodbye to it.
  serverStop.abort();
  await server;
  cli.console.note('ended; runs go on where they were with the next firedrill up');
}

function portsOf({ temporal }: Configuration): TemporalPorts {
  const [, host, port] = /^(.*):(\d+)$/.exec(temporal.address) ?? [];
  if (host !== '127.0.0.1' && host !== 'localhost') {
    throw new Failure(
      'ConfigurationInvalid',
      `up runs a Temporal server of its own on this machine; the configuration names ${temporal.address}`,
      {
        hint: 'for that server, run workers only: npm run worker',
      },
    );
  }
  return { port: Number(port), uiPort: Number(port) + UI_OFFSET };
}

function announce(
  cli: Cli,
  configuration: Configuration,
  temporal: { address: string; uiAddress: string; database: string },
  workerPid: number,
): void {
  const { targets, repositories } = configuration;
  cli.console.document('up', { ...temporal, ended: undefined, workerPid, namespace: configuration.temporal.namespace });
  cli.console.result(
    `Temporal   ${temporal.address}\nweb UI     ${temporal.uiAddress}\ndatabase   ${temporal.database}\nworker     process ${workerPid}, task queue ${configuration.temporal.taskQueue}`,
  );
  cli.console.note(
    `targets: ${targets.map(({ name }) => name).join(', ')}; repositories: ${repositories.map(({ name }) => name).join(', ')}`,
  );
  cli.console.note(
    'one machine, loopback, no log-in: not for a cluster or for people you do not trust; Ctrl-C ends it',
  );
  cli.console.note(`next: firedrill backup ${targets[0]?.name ?? ''}`.trimEnd());
}
