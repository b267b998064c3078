import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArchiveEntry, parseArchiveEntries } from '../../domain/archive-entries.ts';
import type { Artifact } from '../../domain/manifest.ts';
import { artifactsOf, type FetchedBackup } from '../restore-test/fetched-backup.ts';
import { readArchiveHead } from './archive-head.ts';
import { clearArtifact } from './clear-artifact.ts';
import type { ClosedExcerpt } from './excerpt.ts';

/** Entries as pg_restore's list takes them: the number of each decides. */
function listOf(entries: readonly ArchiveEntry[]): string {
  return entries.map(({ line }) => `${line}\n`).join('');
}

/** Gives `work` a file with entries, for as long as it takes. */
export async function withList<T>(entries: readonly ArchiveEntry[], work: (list: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'firedrill-list-'));
  try {
    const list = join(folder, 'list');
    await writeFile(list, listOf(entries), { mode: 0o600 });
    return await work(list);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Writes, for each archive of table rows that has rows of the excerpt, a file with the entries of those: other tables of the same
 * archive may be at the destination, and must not get rows. Returns the files by the artifact's name.
 */
export async function writeRowLists(
  backup: FetchedBackup,
  { members }: ClosedExcerpt,
  programs: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const tables = new Set(members.filter(({ type }) => type === 'TABLE').map(({ oid }) => oid));
  const lists = new Map<string, string>();
  for (const artifact of artifactsOf(backup, 'table-data')) {
    const head = await readArchiveHead(openHere(backup, artifact), programs, signal);
    const rows = parseArchiveEntries(head.list, []).filter(({ type, oid }) => type === 'TABLE DATA' && tables.has(oid));
    if (rows.length === 0) continue;
    const list = join(backup.folder.archives, `${artifact.name}.list`);
    await writeFile(list, listOf(rows), { mode: 0o600 });
    lists.set(artifact.name, list);
  }
  return lists;
}

function openHere(backup: FetchedBackup, artifact: Artifact) {
  const encrypted = createReadStream(join(backup.folder.fetched, artifact.object), { highWaterMark: 1_048_576 });
  return clearArtifact(encrypted, backup, artifact);
}
