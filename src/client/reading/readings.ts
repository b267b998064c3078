import { openStore } from '../../activities/repository/open-store.ts';
import { readReading } from '../../activities/repository/readings.ts';
import type { Configuration } from '../../config/configuration.ts';
import { secretReader } from '../../config/references.ts';
import type { Reading } from '../../domain/readings.ts';
import type { Repository } from '../../domain/repositories.ts';
import type { BackupId } from '../../domain/runs.ts';

/** The last reading of a backup in one repository. */
export type ShownReading = Pick<Reading, 'readAt' | 'verdict' | 'runId'> & { readonly repository: string };

/** When a backup was read to its end last, and with what result, in each repository where it was. Throws the store's failures. */
export async function readLastReadings(
  { secretDefaults }: Configuration,
  repositories: readonly Repository[],
  target: string,
  backupId: BackupId,
): Promise<readonly ShownReading[]> {
  const readSecret = secretReader(process.env, secretDefaults);
  const found: ShownReading[] = [];
  for (const repository of repositories) {
    const last = await readReading(openStore(repository, readSecret), target, backupId);
    if (last === undefined) continue;
    const { readAt, verdict, runId } = last;
    found.push({ repository: repository.name, readAt, verdict, runId });
  }
  return found;
}
