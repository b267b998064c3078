import { type BackupId, isBackupId } from '../../domain/runs.ts';

/** Names of everything a repository holds. The format is described in docs/format.md. */
export const DESCRIPTION_KEY = 'firedrill.json';

export function contentKeyKey(keyId: string): string {
  return `keys/${keyId}.json`;
}

export const TARGETS_PREFIX = 'targets/';

export function backupsPrefix(target: string): string {
  return `${TARGETS_PREFIX}${target}/backups/`;
}

export function backupPrefix(target: string, backupId: BackupId): string {
  return `${backupsPrefix(target)}${backupId}/`;
}

export function manifestKey(target: string, backupId: BackupId): string {
  return `${backupPrefix(target, backupId)}manifest.json`;
}

/** The claim that a run lays down before its first artifact, so that leftovers name the run they are of. */
export function claimKey(target: string, backupId: BackupId): string {
  return `${backupPrefix(target, backupId)}run.json`;
}

/** Which repositories are meant to have the backup; it lies there until all of them do. */
export function copiesKey(target: string, backupId: BackupId): string {
  return `${backupPrefix(target, backupId)}copies.json`;
}

export function artifactKey(target: string, backupId: BackupId, object: string): string {
  return `${backupPrefix(target, backupId)}${object}`;
}

/** The backup and file name of a key below {@link backupsPrefix}; undefined for what Firedrill did not write. */
export function parseBackupKey(key: string): { target: string; backupId: BackupId; file: string } | undefined {
  const [, target, backupId, file] = /^targets\/([^/]+)\/backups\/([^/]+)\/([^/]+)$/.exec(key) ?? [];
  if (target === undefined || backupId === undefined || file === undefined || !isBackupId(backupId)) return undefined;
  return { target, backupId, file };
}

export const EVIDENCE_PREFIX = 'evidence/';
export const EVIDENCE_CHAIN_PREFIX = 'evidence/chain/';

/** `runId` begins with the year. */
export function evidenceKey(runId: string, form: 'json' | 'html' | 'md' | 'log'): string {
  return `${EVIDENCE_PREFIX}${runId.slice(0, 4)}/${runId}.${form}`;
}

export function chainKey(sequence: number): string {
  return `${EVIDENCE_CHAIN_PREFIX}${String(sequence).padStart(9, '0')}.json`;
}

/** The place that a key of the chain stands for; undefined for what Firedrill did not write. */
export function parseChainKey(key: string): number | undefined {
  const sequence = Number(/(\d{9,})\.json$/.exec(key)?.[1]);
  return key === chainKey(sequence) && sequence > 0 ? sequence : undefined;
}

/** Where the last readings of a target's backups are remembered. */
export function readingsPrefix(target: string): string {
  return `${EVIDENCE_PREFIX}readings/${target}/`;
}

export function readingKey(target: string, backupId: BackupId): string {
  return `${readingsPrefix(target)}${backupId}.json`;
}

/** The backup of a key below {@link readingsPrefix}; undefined for what Firedrill did not write. */
export function parseReadingKey(key: string): { target: string; backupId: BackupId } | undefined {
  const [, target, backupId] = /^evidence\/readings\/([^/]+)\/([^/]+)\.json$/.exec(key) ?? [];
  return target === undefined || backupId === undefined || !isBackupId(backupId) ? undefined : { target, backupId };
}
