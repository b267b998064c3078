import { openStore } from '../../activities/repository/open-store.ts';
import type { Configuration } from '../../config/configuration.ts';
import { secretReader } from '../../config/references.ts';
import { formatDuration } from '../../domain/durations.ts';
import { storedSizeBytes } from '../../domain/manifest.ts';
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
    [20, 'a repository does not answer'],
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
  for (const target of targets) all.push(...(await listTarget(cli, configuration, target, options.repository)));
  cli.console.document('list', { backups: all.map(({ row: _, ...data }) => data) });
  cli.console.result(all.length === 0 ? 'no backups yet' : layOutColumns([HEADER, ...all.map(({ row }) => row)]));
}

const HEADER = ['TARGET', 'BACKUP', 'TAKEN', 'AGE', 'STORED', 'TABLES', 'ROWS', 'TESTED', 'WHERE'];

async function listTarget(
  { console }: Cli,
  configuration: Configuration,
  target: Target,
  repository: string | undefined,
) {
  const damaged = (key: string) => console.warning(`the record ${key} is damaged`);
  const repositories = repositoriesOf(configuration, policyOf(configuration, target), repository);
  const tested = new Map<string, string>();
  for (const place of repositories) {
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
  }
  const backups = await readBackups(configuration, repositories, target.name);
  return backups.map(backup => describe(target.name, backup, tested.get(backup.backupId) ?? null));
}

function describe(target: string, { backupId, manifest, repositories }: ListedBackup, tested: string | null) {
  if (manifest === undefined) {
    const row = [target, backupId, 'manifest damaged', '', '', '', '', tested ?? 'no', repositories.join(', ')];
    return { target, backupId, readable: false, tested, repositories, row };
  }
  const { takenAt, proof } = manifest;
  const storedBytes = storedSizeBytes(manifest);
  const taken = `${takenAt.slice(0, 19).replace('T', ' ')}Z`;
  const age = formatDuration(Date.now() - Date.parse(takenAt));
  const row = [
    target,
    backupId,
    taken,
    age,
    formatSize(storedBytes),
    ...(proof.mode === 'off' ? ['–', '–'] : [String(proof.tables), proof.rows.toLocaleString('en-US')]),
    tested ?? 'no',
    repositories.join(', '),
  ];
  return { target, backupId, readable: true, takenAt, storedBytes, proof, tested, repositories, row };
}
