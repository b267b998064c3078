import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { assertFormat, type HandOutFormat } from '../activities/hand-out/formats.ts';
import { type GivenOut, handOut } from '../activities/hand-out/hand-out.ts';
import { fileReceiver, type Receiver, streamReceiver } from '../activities/hand-out/receiver.ts';
import { chooseForRestore } from '../activities/restore-test/choose.ts';
import type { Configuration } from '../config/configuration.ts';
import { secretReader } from '../config/references.ts';
import { EXIT, Failure } from '../domain/failures.ts';
import { identifyRun } from '../domain/runs.ts';
import { type BackupChoice, formatBackupChoice } from '../domain/selection.ts';
import { formatSize } from '../domain/sizes.ts';
import type { Target } from '../domain/targets.ts';
import { findPostgres } from '../tools/postgres.ts';
import type { Cli } from './cli.ts';
import { requester } from './runs/start-run.ts';
import { policyOf, repositoriesOf } from './targets.ts';

/** The flags of `restore` that giving out takes, and those that it does not. */
export interface HandOutFlags {
  readonly out: string;
  readonly format: HandOutFormat;
  readonly repository?: string;
  readonly withGlobals?: boolean;
  readonly reason?: string;
  readonly into?: string;
  readonly create?: boolean;
  readonly tables?: string;
  readonly schema?: string;
  readonly dryRun?: boolean;
}

/**
 * `firedrill restore [target] --out FILE|-`: gives the decrypted dump to a file of this machine or to stdout, without Temporal or
 * a worker. What it takes is access to the repository, and the key.
 * @throws Failure UsageInvalid, NotFound, and what giving out throws
 */
export async function giveDump(
  cli: Cli,
  configuration: Configuration,
  target: Target,
  choice: BackupChoice,
  flags: HandOutFlags,
): Promise<void> {
  assertFlags(cli, flags);
  const { repository, reason, format, withGlobals = false } = flags;
  if (repository !== undefined) repositoriesOf(configuration, policyOf(configuration, target), repository);
  const readSecret = secretReader(process.env, configuration.secretDefaults);
  const run = identifyRun({
    kind: 'restore',
    target: target.name,
    workflowId: 'none: given out by a command',
    firstExecutionRunId: randomUUID(),
    startedAt: new Date().toISOString(),
  });
  const asked = { run, backup: formatBackupChoice(choice), repository };
  const chosen = await chooseForRestore(asked, { configuration, readSecret, hasSearchAttributes: false });
  const archives = chosen.artifacts.filter(({ name }) => name === 'main' || name.startsWith('table-data-')).length;
  assertFormat(format, archives);
  cli.console.note(`${chosen.plan.backupId} (${chosen.plan.chosen}), ${formatSize(chosen.plan.storedBytes)} to fetch`);
  const receiver =
    flags.out === '-' ? streamReceiver('stdout', process.stdout) : await fileReceiver(resolve(flags.out));
  const request = { by: requester(), ...(reason === undefined ? {} : { reason }) };
  const given = await interruptible(signal =>
    handOut(
      { run, request, chosen, format, withGlobals, receiver },
      {
        configuration,
        readSecret,
        findPostgres: () => findPostgres(configuration.postgresBinaries, process.env),
        signal,
        report: () => undefined,
        now: () => new Date().toISOString(),
      },
    ),
  );
  show(cli, chosen.plan.backupId, given, receiver);
}

function assertFlags({ options }: Cli, flags: HandOutFlags): void {
  const { out, format, withGlobals } = flags;
  const alien = (['into', 'create', 'tables', 'schema', 'dryRun'] as const).find(flag => flags[flag] !== undefined);
  if (alien !== undefined) {
    const name = alien === 'dryRun' ? 'dry-run' : alien;
    throw new Failure('UsageInvalid', `--out gives the whole dump out, and does not go with --${name}`, {
      hint: 'leave one of them away',
    });
  }
  if (withGlobals === true && format === 'custom') {
    throw new Failure('UsageInvalid', 'an archive has no place for roles: --with-globals takes --format sql');
  }
  if (out !== '-') return;
  if (process.stdout.isTTY) {
    throw new Failure('UsageInvalid', 'a dump is not written to a terminal', {
      hint: 'redirect stdout, or name a file in --out',
    });
  }
  if (options.json === true) {
    throw new Failure('UsageInvalid', 'stdout takes the dump or a JSON document, not both', {
      hint: 'name a file in --out, or leave --json away',
    });
  }
}

/** Does something that a signal to this process ends in order. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const abort = () => stop.abort(new Failure('Cancelled', 'the command was interrupted'));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, abort);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of signals) process.removeListener(signal, abort);
  }
}

function show(cli: Cli, backupId: string, { handedOut, evidence, warnings }: GivenOut, receiver: Receiver): void {
  const { format, sizeBytes, sha256 } = handedOut;
  cli.console.document('hand-out', { backupId, ...handedOut, evidence, warnings });
  const text = `${backupId} given to ${receiver.name}  ${format}, ${formatSize(sizeBytes)}, SHA-256 ${sha256}`;
  if (receiver.name === 'stdout') cli.console.note(text);
  else cli.console.result(text);
  for (const warning of warnings) cli.console.warning(warning);
  if (evidence !== undefined) cli.console.note(`evidence: ${evidence.html}`);
  cli.exit(warnings.length > 0 ? EXIT.warnings : EXIT.done);
}
