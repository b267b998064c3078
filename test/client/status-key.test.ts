import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureContentKey } from '../../src/activities/keys/content-key.ts';
import { createKeyFile } from '../../src/activities/keys/key-file.ts';
import { directoryStore } from '../../src/activities/repository/directory/directory-store.ts';
import { encodeJson } from '../../src/activities/repository/json-object.ts';
import { manifestKey } from '../../src/activities/repository/layout.ts';
import { compactTime } from '../../src/domain/runs.ts';
import { newOfflineKey } from '../activities/keys/wrapped-keys.ts';
import { backupId, manifestOf, sealedManifestOf } from '../activities/repository/backup.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { documentOf, firedrill } from './command-line.ts';

/** What `status` says of a repository with one backup, whose content key a new key file, and perhaps an offline key, opens. */
async function statusWith(offlinePublicKey?: string) {
  const folder = temporaryFolder();
  const [file, repository] = [join(folder, 'key'), join(folder, 'backups')];
  createKeyFile(file);
  const store = directoryStore(repository);
  const { encryption } = manifestOf();
  const paths = { file, createMissing: false, offlinePublicKey };
  const { keyId } = await ensureContentKey(store, encryption.repositoryId, paths, new Date());
  const takenAt = new Date(Date.now() - 3_600_000).toISOString();
  const id = backupId(`${compactTime(takenAt)}-logical-89abcdef`);
  const manifest = sealedManifestOf({ backupId: id, takenAt, encryption: { ...encryption, keyId } });
  await store.putIfAbsent(manifestKey('orders', id), encodeJson(manifest));
  const env = {
    ...{ DATABASE_URL: 'postgres://backup@127.0.0.1:1/orders', DB_BACKUP_DIR: repository },
    FIREDRILL_KEY_FILE: file,
  };
  return firedrill(['status', '--json'], { env });
}

test('M3: status warns while the key file alone opens the backups', async () => {
  const ended = await statusWith();
  expect(ended.stderr).toMatch(
    /warning: orders: the key file alone opens the backups; name a public key in keys\.offline/,
  );
  expect(documentOf(ended).data).toMatchObject({ targets: [{ keyWarning: 'the key file alone opens the backups' }] });
});

test('M3: status does not warn once an offline key opens them, too', async () => {
  const ended = await statusWith(newOfflineKey());
  expect(ended.stderr).not.toContain('warning');
  expect(documentOf(ended).data).toMatchObject({ targets: [{ keyWarning: null }] });
});
