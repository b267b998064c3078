import { count } from '../../domain/counting.ts';
import { formatDuration } from '../../domain/durations.ts';
import { Failure } from '../../domain/failures.ts';
import { storedSizeBytes } from '../../domain/manifest.ts';
import { describeRepository } from '../../domain/repositories.ts';
import { isBackupId } from '../../domain/runs.ts';
import { formatSize } from '../../domain/sizes.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { layOutColumns } from '../output/columns.ts';
import { type ListedBackup, readBackups } from '../reading/backups.ts';
import { policyOf, repositoriesOf } from '../targets.ts';

/** `firedrill show <backup>` */
export const command = makeCommand('show <backup>', {
  examples: ['firedrill show 20261121T020000Z-logical-1a2b3c4d'],
  exitCodes: [
    [0, 'done'],
    [4, 'its manifest is damaged'],
    [10, 'no such backup'],
    [20, 'a repository does not answer'],
  ],
})
  .argument('<backup>', 'id of the backup, as `firedrill list` shows it')
  .action((id, options) => runCommand(options, cli => show(cli, id)));

async function show(cli: Cli, id: string): Promise<void> {
  if (!isBackupId(id))
    throw new Failure('UsageInvalid', `"${id}" is no backup id`, { hint: 'firedrill list shows the ids' });
  const configuration = cli.configuration();
  for (const target of configuration.targets) {
    const repositories = repositoriesOf(configuration, policyOf(configuration, target));
    const found = (await readBackups(configuration, repositories, target.name)).find(({ backupId }) => backupId === id);
    if (found === undefined) continue;
    if (found.manifest === undefined)
      throw new Failure('ManifestDamaged', `the manifest of ${id} cannot be read`, {
        hint: 'use another copy or an older backup',
      });
    const places = repositories.filter(({ name }) => found.repositories.includes(name));
    cli.console.document('show', {
      ...found.manifest,
      repositories: places.map(place => ({ name: place.name, place: describeRepository(place) })),
    });
    cli.console.result(
      describe(
        found.manifest,
        places.map(place => `${place.name} (${describeRepository(place)})`),
      ),
    );
    return;
  }
  throw new Failure('NotFound', `there is no backup ${id}`, { hint: 'firedrill list shows what there is' });
}

function describe(manifest: NonNullable<ListedBackup['manifest']>, places: readonly string[]): string {
  const { source, proof, takenAt, committedAt, tools, encryption, policy } = manifest;
  const facts = [
    ['backup', manifest.backupId],
    ['target', manifest.target],
    ['taken', `${takenAt} (${formatDuration(Date.now() - Date.parse(takenAt))} ago), committed ${committedAt}`],
    [
      'database',
      `${source.database}, ${formatSize(source.databaseSizeBytes)}, PostgreSQL ${source.serverVersion}, system ${source.systemIdentifier}`,
    ],
    [
      'proof',
      `${proof.mode}: ${count(proof.tables, 'table')}, ${count(proof.rows, 'row')}, ${count(proof.largeObjects, 'large object')}, ${count(proof.sequences, 'sequence')}; ${count(proof.notProven, 'object')} not proven`,
    ],
    ['stored', `${formatSize(storedSizeBytes(manifest))} in ${places.join(' and ')}`],
    ['encryption', `${encryption.algorithm}, key ${encryption.keyId}`],
    ['policy', `${policy.name} (${policy.digest.slice(0, 16)})`],
    [
      'tools',
      Object.entries(tools)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ...manifest.warnings.map(warning => ['warning', warning]),
  ];
  const artifacts = manifest.artifacts.map(({ name, role, sizeBytes, sha256, parts }) => [
    `  ${name}`,
    role,
    formatSize(sizeBytes),
    count(parts.length, 'part'),
    `sha256 ${sha256}`,
  ]);
  return `${layOutColumns(facts)}\nartifacts\n${layOutColumns(artifacts)}`;
}
