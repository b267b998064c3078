import { Failure } from '../../domain/failures.ts';
import { archiveMajor, type Manifest } from '../../domain/manifest.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import { chooseArchiveReader } from '../postgres/versions.ts';

/** The programs of this host that read the archives of a backup. Throws ToolMissing. */
export function archivePrograms(
  found: readonly PostgresPrograms[],
  manifest: Pick<Manifest, 'tools' | 'source'>,
): PostgresPrograms {
  const programs = chooseArchiveReader(found, manifest);
  if (programs !== undefined) return programs;
  const major = archiveMajor(manifest);
  throw new Failure('ToolMissing', `this host has no pg_restore of PostgreSQL ${major} or newer`, {
    hint: `Debian: apt-get install postgresql-client-${major}`,
  });
}
