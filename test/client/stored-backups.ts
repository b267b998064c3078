import { join } from 'node:path';
import { directoryStore } from '../../src/activities/repository/directory/directory-store.ts';
import { encodeJson } from '../../src/activities/repository/json-object.ts';
import { evidenceKey, manifestKey } from '../../src/activities/repository/layout.ts';
import { compactTime } from '../../src/domain/runs.ts';
import { backupId, manifestOf, sealedManifestOf } from '../activities/repository/backup.ts';
import { temporaryFolder } from '../stack/folders.ts';

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();

/** A directory repository of the target `orders`, as runs leave it, and what surrounds a command that reads it. */
export function storedBackups() {
  const folder = join(temporaryFolder(), 'backups');
  const store = directoryStore(folder);
  return {
    folder,
    env: { DATABASE_URL: 'postgres://backup@127.0.0.1:1/orders', DB_BACKUP_DIR: folder },
    /** Stores a backup that was taken so long ago; returns its id. */
    backup: async (hours: number): Promise<string> => {
      const takenAt = hoursAgo(hours);
      const id = backupId(`${compactTime(takenAt)}-logical-89abcdef`);
      await store.putIfAbsent(manifestKey('orders', id), encodeJson(sealedManifestOf({ backupId: id, takenAt })));
      return id;
    },
    /** Stores the record of a restore test that was made so long ago; returns its run id. */
    restoreTest: async (hours: number, verdict: string, tested: string): Promise<string> => {
      const startedAt = hoursAgo(hours);
      const runId = `${compactTime(startedAt)}-restore-test-orders-0badcafe`;
      const { proof } = manifestOf();
      const record = {
        run: { runId, startedAt, kind: 'restore-test', target: 'orders' },
        endedAt: startedAt,
        verdict,
        backup: { backupId: tested, proof },
        measured: { rtoMs: 61_000, rpoMs: 0 },
      };
      await store.putIfAbsent(evidenceKey(runId, 'json'), encodeJson(record));
      await store.putIfAbsent(evidenceKey(runId, 'md'), Buffer.from(`# Restore test ${runId}\n`));
      return runId;
    },
  };
}
