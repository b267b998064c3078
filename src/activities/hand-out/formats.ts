import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure } from '../../domain/failures.ts';
import type { Artifact } from '../../domain/manifest.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import { clearArtifact } from '../restore/clear-artifact.ts';
import { artifactsOf, type FetchedBackup } from '../restore-test/fetched-backup.ts';
import { printArchive } from './print-archive.ts';
import type { Receiver } from './receiver.ts';

/** How a dump is given out. */
export type HandOutFormat = 'custom' | 'sql';

/**
 * Refuses what cannot be given: no program joins several archives into one. `archives` is how many a backup has.
 * @throws Failure UsageInvalid
 */
export function assertFormat(format: HandOutFormat, archives: number): void {
  if (format === 'sql' || archives === 1) return;
  throw new Failure('UsageInvalid', `the backup is in ${archives} archives, and no program makes one of them`, {
    hint: 'give --format sql, or open its archives one by one as docs/open-without-firedrill.md says',
  });
}

/** The archive of a fetched backup as pg_restore takes it. */
export async function giveArchive(backup: FetchedBackup, receiver: Receiver, signal: AbortSignal): Promise<void> {
  for (const archive of artifactsOf(backup, 'archive')) {
    await pipeline(openHere(backup, archive), receiver.sink(), { signal });
  }
}

/**
 * One script for psql: roles where they are wanted, the schema, the rows of every archive, then indexes, keys and what else comes
 * after rows. The main archive's own rows come last, since it sets the sequences.
 */
export async function giveSql(
  backup: FetchedBackup,
  { folder }: PostgresPrograms,
  withGlobals: boolean,
  receiver: Receiver,
  signal: AbortSignal,
): Promise<void> {
  const print = async (artifact: Artifact, section: 'pre-data' | 'data' | 'post-data') => {
    const command = { file: join(folder, 'pg_restore'), args: ['--file=-', `--section=${section}`] };
    await printArchive(openHere(backup, artifact), command, receiver.sink(), signal);
  };
  const [main, ...more] = artifactsOf(backup, 'archive');
  if (main === undefined || more.length > 0)
    throw new Failure('ManifestDamaged', `${backup.manifest.backupId} has not one main archive`);
  for (const globals of withGlobals ? artifactsOf(backup, 'globals') : [])
    await pipeline(openHere(backup, globals), receiver.sink(), { signal });
  await print(main, 'pre-data');
  for (const rows of artifactsOf(backup, 'table-data')) await print(rows, 'data');
  await print(main, 'data');
  await print(main, 'post-data');
}

function openHere(backup: FetchedBackup, artifact: Artifact): Readable {
  const encrypted = createReadStream(join(backup.folder.fetched, artifact.object), { highWaterMark: 1_048_576 });
  return clearArtifact(encrypted, backup, artifact);
}
