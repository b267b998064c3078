import { Failure } from '../../domain/failures.ts';
import { archiveMajor, type Manifest } from '../../domain/manifest.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';

/**
 * The programs that may read an archive: those of the major that wrote it, else the next newer ones, since an older pg_restore
 * does not know its format. Undefined where this host has none.
 */
export function chooseArchiveReader(
  found: readonly PostgresPrograms[],
  manifest: Pick<Manifest, 'tools' | 'source'>,
): PostgresPrograms | undefined {
  const oldest = archiveMajor(manifest);
  return found.filter(({ major }) => major >= oldest).toSorted((a, b) => a.major - b.major)[0];
}

const OLDEST_MAJOR = 14;
const HINT = 'Debian: apt-get install postgresql-client-MAJOR; or name a folder of programs in postgres.binaries';

/** Programs that may dump a server, and a warning where they are not of its own major. */
export interface DumpPrograms {
  readonly programs: PostgresPrograms;
  readonly warning?: string;
}

/**
 * Picks the programs for a server: those of its own major, else the next newer ones, since a newer pg_dump writes settings
 * that the server's own major refuses.
 * @throws Failure VersionUnsupported for a server older than 14 and for programs older than the server.
 */
export function chooseDumpPrograms(found: readonly PostgresPrograms[], serverMajor: number): DumpPrograms {
  if (serverMajor < OLDEST_MAJOR) {
    throw new Failure(
      'VersionUnsupported',
      `the server is PostgreSQL ${serverMajor}; Firedrill works from ${OLDEST_MAJOR} on`,
      {
        hint: 'upgrade the server',
      },
    );
  }
  const fitting = found.filter(({ major }) => major >= serverMajor).toSorted((a, b) => a.major - b.major);
  const best = fitting[0];
  if (best === undefined) {
    const have =
      found.length === 0 ? 'none were found' : `the newest here are ${found.map(({ version }) => version).join(', ')}`;
    throw new Failure(
      'VersionUnsupported',
      `the server is PostgreSQL ${serverMajor}, and programs older than it cannot dump it: ${have}`,
      {
        hint: HINT.replace('MAJOR', String(serverMajor)),
      },
    );
  }
  if (best.major === serverMajor) return { programs: best };
  return {
    programs: best,
    warning: `dumped by pg_dump ${best.version}, newer than the server's own major ${serverMajor}: a restore into ${serverMajor} may fail`,
  };
}
