import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { type ArchiveEntry, parseArchiveList } from '../../../src/activities/sandbox/archive-list.ts';
import type { TestDatabase } from '../../stack/databases.ts';
import { temporaryFolder } from '../../stack/folders.ts';

/** An archive as pg_dump of the database's own major writes it. */
export async function dumpArchive({ url, cluster }: TestDatabase): Promise<string> {
  const archive = join(temporaryFolder(), 'archive');
  await execa(join(cluster.programs, 'pg_dump'), ['--format=custom', `--file=${archive}`, `--dbname=${url}`]);
  return archive;
}

/** The entries of its table of contents. */
export async function listEntries({ cluster }: TestDatabase, archive: string): Promise<readonly ArchiveEntry[]> {
  const { stdout } = await execa(join(cluster.programs, 'pg_restore'), ['--list', archive]);
  return parseArchiveList(stdout);
}

/** A file with entries, as `--use-list` takes it. */
export function writeEntries(entries: readonly ArchiveEntry[]): string {
  const file = join(temporaryFolder(), 'list');
  writeFileSync(file, entries.map(entry => `${entry}\n`).join(''));
  return file;
}
