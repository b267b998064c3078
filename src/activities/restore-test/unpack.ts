import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../domain/failures.ts';
import type { FetchPlan, RestoreTestPlan } from '../../domain/plan.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { meter } from '../lib/tally.ts';
import { testFolder } from '../sandbox/folder.ts';
import { artifactsOf, openArtifact, openFetched } from './fetched-backup.ts';

/** Where a fetched backup lies. */
export interface FetchedInput {
  readonly plan: RestoreTestPlan;
  readonly folder: string;
}

/** Name of the main archive in the folder of archives. */
export const MAIN_ARCHIVE = 'main.pgdump';

/**
 * Decrypts and decompresses the main archive into a file: several jobs of pg_restore read it at once. The rows of large tables
 * lie in archives of their own and never touch the disk in the clear.
 * @throws Failure ArtifactDamaged, SandboxLost
 */
export async function unpackBackup(
  { plan, folder }: { readonly plan: FetchPlan; readonly folder: string },
  job: Job,
  deps: Deps,
): Promise<{ bytes: number }> {
  const at = testFolder(folder);
  const backup = await openFetched(plan, at, deps);
  const main = artifactsOf(backup, 'archive')[0];
  if (main === undefined) throw new Failure('ManifestDamaged', `${plan.backupId} has no archive`);
  const file = join(at.archives, MAIN_ARCHIVE);
  let bytes = 0;
  const counted = meter(doneBytes => {
    bytes = doneBytes;
    job.report({ step: 'unpack', doneBytes, item: main.name });
  });
  const sink = createWriteStream(`${file}.partial`, { mode: 0o600, highWaterMark: 1_048_576 });
  await openArtifact(backup, main, { programs: [], transforms: [counted], sink }, job.signal);
  await rename(`${file}.partial`, file);
  return { bytes };
}
