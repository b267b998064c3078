import { Failure } from '../../domain/failures.ts';
import type { Manifest } from '../../domain/manifest.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import { chooseArchiveReader } from '../postgres/versions.ts';

/** The programs of this host that read the archives of a backup. Throws ToolMissing. */
export function archivePrograms(
  found: readonly PostgresPrograms[],
  manifest: Pick<Manifest, 'tools' | 'source'>,
): PostgresPrograms {
  const major = Number.parseInt(manifest.tools['pg_dump'] ?? '', 10) || manifest.source.serverMajor;
  const programs = chooseArchiveReader(found, major);
  if (programs !== undefined) return programs;
  throw new Failure('ToolMissing', `this host has no pg_restore of PostgreSQL ${major} or newer`, {
    hint: `Debian: apt-get install postgresql-client-${major}`,
  });
}
