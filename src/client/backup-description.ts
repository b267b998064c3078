import { count } from '../domain/counting.ts';
import { formatDuration } from '../domain/durations.ts';
import { type SealedManifest, storedSizeBytes } from '../domain/manifest.ts';
import { describeNewServer, describeProfile } from '../domain/new-server.ts';
import { describeKept, type KeptSandbox } from '../domain/sandboxes.ts';
import type { ServerProfile } from '../domain/server-profile.ts';
import { formatSize } from '../domain/sizes.ts';
import { layOutColumns } from './output/columns.ts';
import type { ListedBackup } from './reading/backups.ts';
import type { ShownReading } from './reading/readings.ts';

/** What is known of a backup besides its manifest. */
interface Surroundings extends Pick<ListedBackup, 'lacking' | 'unknown'> {
  /** Name and place of each copy. */
  readonly places: readonly string[];
  readonly readings: readonly ShownReading[];
  /** Absent where no key is here, and in older backups. */
  readonly profile: ServerProfile | undefined;
  readonly kept: readonly KeptSandbox[];
}

/** A backup for people: what it is of, where it lies, how it was made, and what its server was like. */
export function describeBackup(
  manifest: SealedManifest,
  { places, lacking, unknown, readings, profile, kept }: Surroundings,
): string {
  const { source, proof, takenAt, committedAt, tools, encryption, policy } = manifest;
  const facts = [
    ['backup', manifest.backupId],
    ['target', manifest.target],
    ['taken', `${takenAt} (${formatDuration(Date.now() - Date.parse(takenAt))} ago), committed ${committedAt}`],
    [
      'database',
      `${source.database}, ${formatSize(source.databaseSizeBytes)}, PostgreSQL ${source.serverVersion}, system ${source.systemIdentifier}`,
    ],
    ...(source.newServer === undefined ? [] : describeNewServer(source.newServer)),
    [
      'proof',
      `${proof.mode}: ${count(proof.tables, 'table')}, ${count(proof.rows, 'row')}, ${count(proof.largeObjects, 'large object')}, ${count(proof.sequences, 'sequence')}; ${count(proof.notProven, 'object')} not proven`,
    ],
    ['stored', `${formatSize(storedSizeBytes(manifest))} in ${places.join(' and ')}`],
    ...lacking.map(name => ['lacking', `${name} has no copy`]),
    ...unknown.map(name => ['unknown', `whether ${name} has a copy: it does not answer`]),
    ...(readings.length === 0 ? [['read', 'never: firedrill verify --read reads a backup to its end']] : []),
    ...readings.map(({ repository, readAt, verdict }) => [
      'read',
      `${readAt} (${formatDuration(Date.now() - Date.parse(readAt))} ago), ${verdict}, in ${repository}`,
    ]),
    ['encryption', `${encryption.algorithm}, key ${encryption.keyId}`],
    ['policy', `${policy.name} (${policy.digest.slice(0, 16)})`],
    [
      'tools',
      Object.entries(tools)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ...kept.flatMap(sandbox => describeKept(sandbox).map(line => ['sandbox', line.replace(/^sandbox /, '')])),
    ...manifest.warnings.map(warning => ['warning', warning]),
    ...(manifest.notCovered ?? []).map(sentence => ['not covered', sentence]),
  ];
  const artifacts = manifest.artifacts.map(({ name, role, sizeBytes, sha256, parts }) => [
    `  ${name}`,
    role,
    formatSize(sizeBytes),
    count(parts.length, 'part'),
    `sha256 ${sha256}`,
  ]);
  const whole = `${layOutColumns(facts)}\nartifacts\n${layOutColumns(artifacts)}`;
  if (profile === undefined) return whole;
  const { settings, accessRules } = describeProfile(profile);
  const rules = accessRules === undefined ? '  the role of the backup may not read them' : layOutColumns(accessRules);
  return `${whole}\nsettings that are not the default\n${layOutColumns(settings)}\naccess rules\n${rules}`;
}
