import { openStore } from '../../activities/repository/open-store.ts';
import { readReadings } from '../../activities/repository/readings.ts';
import type { Configuration } from '../../config/configuration.ts';
import { secretReader } from '../../config/references.ts';
import { describeWhereabouts } from '../../domain/copies.ts';
import { formatDuration } from '../../domain/durations.ts';
import { FAILURES, type Failure } from '../../domain/failures.ts';
import { storedSizeBytes } from '../../domain/manifest.ts';
import type { Reading } from '../../domain/readings.ts';
import { formatSize } from '../../domain/sizes.ts';
import type { Target } from '../../domain/targets.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { layOutColumns } from '../output/columns.ts';
import { type ListedBackup, readBackups } from '../reading/backups.ts';
import { readRecentRecords } from '../reading/records.ts';
import { chooseTarget, policyOf, repositoriesOf } from '../targets.ts';

/** `firedrill list [target]` */
export const command = makeCommand('list [target]', {
  examples: ['firedrill list', 'firedrill list orders --json'],
  exitCodes: [
    [0, 'done, also where there is no backup'],
    [10, 'no such target'],
    [12, 'the credentials were refused'],
    [20, 'a repository does not answer; what the others have is listed'],
  ],
})
  .argument('[target]', 'name of the target; all of them where it is left out')
  .option('--repository <name>', 'only this repository')
  .action((name, options) => runCommand(options, cli => list(cli, name, options)));

/** How many restore tests are looked through for the column `tested`. */
const TESTS_READ = 50;

async function list(cli: Cli, name: string | undefined, options: { repository?: string }): Promise<void> {
  const configuration = cli.configuration();
  const targets = name === undefined ? configuration.targets : [chooseTarget(configuration, name)];
  const all = [];
  let silent: Failure['kind'] | undefined;
  for (const target of targets) {
    const listed = await listTarget(cli, configuration, target, options.repository);
    all.push(...listed.backups);
    for (const { repository, failure } of listed.silent) {
      cli.console.warning(`${repository}: ${failure.message}`);
      silent ??= failure.kind;
    }
  }
  cli.console.document('list', { backups: all.map(({ row: _, ...data }) => data) });
  cli.console.result(all.length === 0 ? 'no backups yet' : layOutColumns([HEADER, ...all.map(({ row }) => row)]));
  if (silent !== undefined) cli.exit(FAILURES[silent].exitCode);
}

const HEADER = ['TARGET', 'BACKUP', 'TAKEN', 'AGE', 'STORED', 'TABLES', 'ROWS', 'TESTED', 'READ', 'WHERE'];

async function listTarget(
  { console }: Cli,
  configuration: Configuration,
  target: Target,
  repository: string | undefined,
) {
  const damaged = (key: string) => console.warning(`the record ${key} is damaged`);
  const repositories = repositoriesOf(configuration, policyOf(configuration, target), repository);
  const { backups, answering, silent } = await readBackups(configuration, repositories, target.name);
  const tested = new Map<string, string>();
  const read = new Map<string, Reading>();
  for (const place of answering) {
    const store = openStore(place, secretReader(process.env, configuration.secretDefaults));
    for (const { backup, verdict } of await readRecentRecords(
      store,
      'restore-test',
      target.name,
      TESTS_READ,
      damaged,
    )) {
      if (backup !== undefined && !tested.has(backup.backupId)) tested.set(backup.backupId, verdict);
    }
    for (const [backupId, reading] of await readReadings(store, target.name)) {
      const before = read.get(backupId);
      if (before === undefined || before.readAt < reading.readAt) read.set(backupId, reading);
    }
  }
  return { silent, backups: backups.map(backup => describe(target.name, backup, tested, read)) };
}

function describe(
  target: string,
  { backupId, manifest, ...whereabouts }: ListedBackup,
  allTested: ReadonlyMap<string, string>,
  allRead: ReadonlyMap<string, Reading>,
) {
  const { repositories, lacking, unknown } = whereabouts;
  const tested = allTested.get(backupId) ?? null;
  const reading = allRead.get(backupId);
  const read = reading === undefined ? null : { readAt: reading.readAt, verdict: reading.verdict };
  const data = { target, backupId, tested, read, repositories, lacking, unknown };
  const last = [tested ?? 'no', readWord(reading), describeWhereabouts(whereabouts)];
  if (manifest === undefined)
    return { ...data, readable: false, row: [target, backupId, 'manifest damaged', '', '', '', '', ...last] };
  const { takenAt, proof } = manifest;
  const storedBytes = storedSizeBytes(manifest);
  const taken = `${takenAt.slice(0, 19).replace('T', ' ')}Z`;
  const row = [
    target,
    backupId,
    taken,
    formatDuration(Date.now() - Date.parse(takenAt)),
    formatSize(storedBytes),
    ...(proof.mode === 'off' ? ['–', '–'] : [String(proof.tables), proof.rows.toLocaleString('en-US')]),
    ...last,
  ];
  return { ...data, readable: true, takenAt, storedBytes, proof, row };
}

/** `never`, `3 d ago`, or `failed 3 d ago`. */
function readWord(reading: Reading | undefined): string {
  if (reading === undefined) return 'never';
  const ago = `${formatDuration(Date.now() - Date.parse(reading.readAt))} ago`;
  return reading.verdict === 'passed' ? ago : `${reading.verdict} ${ago}`;
}
