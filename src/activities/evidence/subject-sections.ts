import { count } from '../../domain/counting.ts';
import { formatDuration } from '../../domain/durations.ts';
import type { EvidenceRecord } from '../../domain/evidence.ts';
import { describeKept } from '../../domain/sandboxes.ts';
import { formatSize } from '../../domain/sizes.ts';
import { instant, type Section } from './section.ts';

/** The backup that was made or tested, with its artifacts. */
export function backup({ backup, endedAt }: EvidenceRecord): readonly Section[] {
  if (backup === undefined) return [];
  const age = formatDuration(Date.parse(endedAt) - Date.parse(backup.takenAt));
  return [
    {
      title: 'Backup',
      kind: 'facts',
      facts: [
        ['Backup', backup.backupId],
        ...(backup.chosen === undefined ? [] : [['Chosen', backup.chosen] as const]),
        ['Taken', `${instant(backup.takenAt)} by the source's clock (${age} before the end of this run)`],
        ['Database', `${backup.database}, ${formatSize(backup.databaseBytes)}, PostgreSQL ${backup.serverVersion}`],
        ...(backup.transport === undefined ? [] : [['Connection', backup.transport] as const]),
        [
          'Proof',
          `${backup.proof.mode}: ${count(backup.proof.tables, 'table')}, ${count(backup.proof.rows, 'row')}, ${count(backup.proof.largeObjects, 'large object')}, ${count(backup.proof.sequences, 'sequence')} (${backup.proof.recipe})`,
        ],
        ['Encryption', `${backup.encryption.algorithm}, key ${backup.encryption.keyId}`],
        ...backup.repositories.map(
          ({ name, place, verifiedBy }) =>
            ['Stored in', `${name} (${place})${verifiedBy === undefined ? '' : `, ${verifiedBy}`}`] as const,
        ),
        ...(backup.lacking ?? []).map(
          ({ name, place, reason }) => ['Not in', `${name} (${place}): ${reason}`] as const,
        ),
      ],
    },
    {
      title: 'Artifacts',
      kind: 'table',
      columns: ['Artifact', 'Stored size', 'SHA-256 of the stored bytes'],
      rows: backup.artifacts.map(({ name, sizeBytes, sha256 }) => [name, formatSize(sizeBytes), sha256]),
    },
  ];
}

/** The stored backups that were verified. */
export function verified({ verified }: EvidenceRecord): readonly Section[] {
  if (verified === undefined) return [];
  const { repository, chosen, read, backups } = verified;
  const how = read ? 'each artifact read to its end' : 'sizes and checksums';
  return [
    {
      title: 'Verified backups',
      text: `${chosen}; in ${repository.name} (${repository.place}); ${how}.`,
      kind: 'table',
      columns: ['Backup', 'Verdict', 'Taken', 'Stored size', 'Read'],
      rows: backups.map(({ backupId, verdict, takenAt, storedBytes, readAt }) => [
        backupId,
        { verdict },
        takenAt === undefined ? '' : instant(takenAt),
        storedBytes === undefined ? '' : formatSize(storedBytes),
        readAt === undefined ? 'no' : instant(readAt),
      ]),
    },
  ];
}

/** Where it was restored, and how far that was cut off. */
export function sandbox({ sandbox }: EvidenceRecord): readonly Section[] {
  if (sandbox === undefined) return [];
  return [
    {
      title: 'Sandbox',
      kind: 'facts',
      facts: [
        ['Sandbox', `${sandbox.name} (${sandbox.kind}), PostgreSQL ${sandbox.serverVersion}`],
        ['Isolation', sandbox.isolation.level],
        ...sandbox.isolation.facts.map(fact => ['', fact] as const),
        ...Object.entries(sandbox.settings).map(([name, value]) => [name, value] as const),
        ...(sandbox.keptBy === undefined ? [] : [['Kept by', sandbox.keptBy] as const]),
        ['Destroyed', destroyed(sandbox)],
        ...(sandbox.kept === undefined ? [] : describeKept(sandbox.kept).map(line => ['', line] as const)),
      ],
    },
  ];
}

function destroyed({ destroyed, kept }: NonNullable<EvidenceRecord['sandbox']>): string {
  if (destroyed) return 'yes, and seen to be gone';
  return kept === undefined ? 'no' : `not yet: kept until ${kept.until}; its destruction has a record of its own`;
}

/** The database that a restore went into. */
export function destination({ destination }: EvidenceRecord): readonly Section[] {
  if (destination === undefined) return [];
  const { place, serverVersion, made, roles, statistics, digest, excerpt } = destination;
  return [
    {
      title: 'Destination',
      kind: 'facts',
      facts: [
        ['Database', place],
        ['Server', `PostgreSQL ${serverVersion}`],
        ['It was', made ? 'made by this run' : excerpt === undefined ? 'there, and empty' : 'there'],
        ...(excerpt === undefined ? [] : [['Restored', `${excerpt.asked}, and what belongs to it`] as const]),
        ['Roles made', roles.length === 0 ? 'none' : roles.join(', ')],
        ['Planner statistics', statistics ? 'made' : 'not made, as was asked'],
        ['Plan agreed to', digest],
      ],
    },
  ];
}

/** Versions of every program that had a part. */
export function tools({ tools }: EvidenceRecord): Section {
  return { title: 'Tools', kind: 'facts', facts: Object.entries(tools) };
}

/** A dump that was given out. */
export function handedOut({ handedOut }: EvidenceRecord): readonly Section[] {
  if (handedOut === undefined) return [];
  const { to, host, format, sizeBytes, sha256 } = handedOut;
  return [
    {
      title: 'Given out in the clear',
      kind: 'facts',
      facts: [
        ['To', `${to} on ${host}`],
        ['Format', format],
        ['Size', formatSize(sizeBytes)],
        ['SHA-256', sha256],
      ],
    },
  ];
}
