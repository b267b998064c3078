import type { BackupId } from '../../domain/runs.ts';
import { type BackupChoice, chooseBackup, type DatedBackup } from '../../domain/selection.ts';
import { readManifestIfWhole } from '../repository/catalogue.ts';
import { inLanes } from '../repository/concurrency.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { readReadings } from '../repository/readings.ts';
import { readFailedTests } from './failed-tests.ts';

const LANES = 8;

/** Picks one of a target's committed backups, `ids`. Throws NotFound where there is nothing to pick. */
export async function pickBackup(
  store: ObjectStore,
  target: string,
  ids: readonly BackupId[],
  choice: BackupChoice,
): Promise<BackupId> {
  const dated = choice.kind === 'before' ? await readDatedBackups(store, target, ids) : [];
  return chooseBackup(ids, choice, target, Math.random(), dated);
}

/** Time and repute of backups; those whose manifest cannot be read are left out. */
export async function readDatedBackups(
  store: ObjectStore,
  target: string,
  ids: readonly BackupId[],
): Promise<readonly DatedBackup[]> {
  const failedTests = await readFailedTests(store, target);
  const readings = await readReadings(store, target);
  const dated: DatedBackup[] = [];
  await inLanes(ids, LANES, async backupId => {
    const takenAt = (await readManifestIfWhole(store, target, backupId))?.takenAt;
    const isBad = failedTests.has(backupId) || readings.get(backupId)?.verdict === 'failed';
    if (takenAt !== undefined) dated.push({ backupId, takenAt, isBad });
  });
  return dated;
}
