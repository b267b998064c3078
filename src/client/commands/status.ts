import { readNewestManifest } from '../../activities/repository/catalogue.ts';
import { openStore } from '../../activities/repository/open-store.ts';
import type { Configuration } from '../../config/configuration.ts';
import { secretReader } from '../../config/references.ts';
import { describeWhereabouts, whereabouts } from '../../domain/copies.ts';
import { formatDuration } from '../../domain/durations.ts';
import { Failure } from '../../domain/failures.ts';
import { type SealedManifest, storedSizeBytes } from '../../domain/manifest.ts';
import { SECOND_KEY_HINT } from '../../domain/second-key.ts';
import { formatSize } from '../../domain/sizes.ts';
import { judgeStatus, type StatusVerdict, worstExitCode } from '../../domain/status.ts';
import type { Target } from '../../domain/targets.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { layOutColumns } from '../output/columns.ts';
import type { Console } from '../output/console.ts';
import { type RecordSummary, readRecentRecords } from '../reading/records.ts';
import { readKeyLack } from '../reading/second-key.ts';
import { chooseTarget, policyOf, repositoriesOf } from '../targets.ts';

/** `firedrill status [target]`. Reads the repositories alone: it answers while Temporal is down. */
export const command = makeCommand('status [target]', {
  examples: ['firedrill status', 'firedrill status orders --json'],
  exitCodes: [
    [0, 'proven: backed up, restored and compared'],
    [4, 'failed: the last restore test or backup failed'],
    [7, 'stale or unprotected: the newest backup is too old, or there is none'],
    [8, 'unproven or inconclusive: no restore test has compared a backup and found it good'],
    [10, 'no such target'],
    [20, 'unknown: a repository does not answer'],
  ],
})
  .argument('[target]', 'name of the target; all of them where it is left out')
  .action((name, options) => runCommand(options, cli => status(cli, name)));

async function status(cli: Cli, name: string | undefined): Promise<void> {
  const configuration = cli.configuration();
  const targets = name === undefined ? configuration.targets : [chooseTarget(configuration, name)];
  const found = await Promise.all(targets.map(target => examine(configuration, target)));
  cli.console.document('status', { targets: found });
  cli.console.result(layOutColumns([HEADER, ...found.map(target => row(target, cli.console))]));
  for (const { name: target, reason } of found) cli.console.note(`${target}: ${reason}`);
  for (const { name: target, keyWarning } of found)
    if (keyWarning !== null) cli.console.warning(`${target}: ${keyWarning}; ${SECOND_KEY_HINT}`);
  cli.exit(worstExitCode(found.map(({ verdict }) => verdict)));
}

type Examined = Awaited<ReturnType<typeof examine>>;

async function examine(configuration: Configuration, target: Target) {
  const policy = policyOf(configuration, target);
  const readSecret = secretReader(process.env, configuration.secretDefaults);
  const manifests: { readonly repository: string; readonly manifest: SealedManifest }[] = [];
  const silent: string[] = [];
  const backupRuns: RecordSummary[] = [];
  const tests: RecordSummary[] = [];
  const lacks: string[] = [];
  let unreadable: string | undefined;
  const damaged = (key: string) => {
    unreadable ??= `the record ${key} is damaged`;
  };
  const repositories = repositoriesOf(configuration, policy);
  for (const repository of repositories) {
    try {
      const store = openStore(repository, readSecret);
      const newest = await readNewestManifest(store, target.name);
      if (newest !== undefined) {
        manifests.push({ repository: repository.name, manifest: newest });
        const lack = await readKeyLack(store, newest.encryption.keyId, policy.keys);
        if (lack !== undefined) lacks.push(lack);
      }
      backupRuns.push(...(await readRecentRecords(store, 'backup', target.name, 1, damaged)));
      tests.push(...(await readRecentRecords(store, 'restore-test', target.name, 1, damaged)));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      unreadable ??= error.message;
      silent.push(repository.name);
    }
  }
  const newest = manifests.map(({ manifest }) => manifest).toSorted((a, b) => (a.takenAt < b.takenAt ? 1 : -1))[0];
  const holding = manifests.filter(({ manifest }) => manifest.backupId === newest?.backupId);
  const where = whereabouts(
    repositories.map(({ name }) => name),
    holding.map(({ repository }) => repository),
    silent,
  );
  const lastTest = newestRecord(tests);
  const lastRun = newestRecord(backupRuns);
  const now = Date.now();
  const judged = judgeStatus(
    {
      objectives: policy.objectives,
      newestBackup: newest && { ...newest, lacking: where.lacking },
      lastBackupRun: lastRun && { verdict: lastRun.verdict, startedAt: lastRun.run.startedAt },
      lastRestoreTest: lastTest && {
        verdict: lastTest.verdict,
        startedAt: lastTest.run.startedAt,
        proof: lastTest.backup?.proof?.mode,
      },
      unreadable,
    },
    now,
  );
  return {
    name: target.name,
    ...judged,
    /** Why one lost file would close the backups; null where nothing is known to. */
    keyWarning: lacks[0] ?? null,
    policy: policy.name,
    objectives: policy.objectives,
    lastBackup: newest
      ? {
          backupId: newest.backupId,
          takenAt: newest.takenAt,
          ageMs: now - Date.parse(newest.takenAt),
          storedBytes: storedSizeBytes(newest),
          repositories: where.repositories.length,
          where,
        }
      : null,
    lastBackupRun: lastRun
      ? { runId: lastRun.run.runId, verdict: lastRun.verdict, startedAt: lastRun.run.startedAt }
      : null,
    lastRestoreTest: lastTest
      ? {
          runId: lastTest.run.runId,
          verdict: lastTest.verdict,
          startedAt: lastTest.run.startedAt,
          backupId: lastTest.backup?.backupId ?? null,
          measured: lastTest.measured ?? null,
        }
      : null,
  };
}

function newestRecord(records: readonly RecordSummary[]): RecordSummary | undefined {
  return records.toSorted((a, b) => (a.run.startedAt < b.run.startedAt ? 1 : -1))[0];
}

const HEADER = ['TARGET', 'VERDICT', 'LAST BACKUP', 'STORED', 'LAST RESTORE TEST', 'RTO', 'RPO', 'WHERE'];

const STYLES: { readonly [verdict in StatusVerdict]: 'green' | 'yellow' | 'red' } = {
  proven: 'green',
  unproven: 'yellow',
  inconclusive: 'yellow',
  stale: 'red',
  unprotected: 'red',
  failed: 'red',
  unknown: 'red',
};

function row(
  { name, verdict, lastBackup, lastRestoreTest, objectives }: Examined,
  console: Console,
): readonly string[] {
  const ago = (instant: string) => `${formatDuration(Date.now() - Date.parse(instant))} ago`;
  const against = (measured: number | undefined, objective: number | undefined) =>
    `${measured === undefined ? '–' : formatDuration(measured)}${objective === undefined ? '' : ` of ${formatDuration(objective)}`}`;
  return [
    name,
    console.style(STYLES[verdict], verdict),
    lastBackup === null ? 'never' : ago(lastBackup.takenAt),
    lastBackup === null ? '' : formatSize(lastBackup.storedBytes),
    lastRestoreTest === null ? 'never' : `${lastRestoreTest.verdict} ${ago(lastRestoreTest.startedAt)}`,
    against(lastRestoreTest?.measured?.rtoMs, objectives.rtoMs),
    against(lastBackup?.ageMs, objectives.rpoMs),
    lastBackup === null ? '' : describeWhereabouts(lastBackup.where),
  ];
}
