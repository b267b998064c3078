import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listBackupIds, readManifest, readNewestManifest } from '../../../src/activities/repository/catalogue.ts';
import { directoryStore } from '../../../src/activities/repository/directory/directory-store.ts';
import { encodeJson } from '../../../src/activities/repository/json-object.ts';
import { artifactKey, claimKey, manifestKey } from '../../../src/activities/repository/layout.ts';
import type { BackupId } from '../../../src/domain/runs.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { BACKUP, backupId, sealedManifestOf } from './backup.ts';

const { target } = BACKUP;
const OLD = backupId('20261119T020000Z-logical-00000001');
const NEW = backupId('20261120T020000Z-logical-00000002');

const emptyStore = () => directoryStore(join(temporaryFolder(), 'repository'));

async function storeWith(...ids: readonly BackupId[]) {
  const store = emptyStore();
  for (const id of ids)
    await store.putIfAbsent(manifestKey(target, id), encodeJson(sealedManifestOf({ backupId: id })));
  return store;
}

describe('the list of backups', () => {
  test('is empty where there are none', async () => {
    expect(await listBackupIds(emptyStore(), target)).toEqual([]);
  });

  test('begins with the oldest', async () => {
    expect(await listBackupIds(await storeWith(NEW, OLD), target)).toEqual([OLD, NEW]);
  });

  test('has no backup without a manifest, however much of it is stored', async () => {
    const store = await storeWith(OLD);
    await store.putIfAbsent(claimKey(target, NEW), Buffer.from('{}'));
    await store.putIfAbsent(artifactKey(target, NEW, 'main-01234567.pgdump.zst.enc'), Buffer.from('x'));
    expect(await listBackupIds(store, target)).toEqual([OLD]);
  });

  test('has no other target, also where the names begin alike', async () => {
    const store = await storeWith(OLD);
    await store.putIfAbsent(manifestKey('orders-eu', NEW), encodeJson(sealedManifestOf({ backupId: NEW })));
    expect(await listBackupIds(store, target)).toEqual([OLD]);
  });

  test.each([
    'targets/orders/backups/latest/manifest.json',
    'targets/orders/backups/manifest.json',
    `targets/orders/backups/${NEW}/old/manifest.json`,
    `targets/orders/backups/${NEW}/manifest.json.bak`,
  ])('does not take %s for one', async key => {
    const store = await storeWith(OLD);
    await store.putIfAbsent(key, encodeJson(sealedManifestOf()));
    expect(await listBackupIds(store, target)).toEqual([OLD]);
  });
});

describe('a manifest', () => {
  test('is read as it was written', async () => {
    expect(await readManifest(await storeWith(OLD), target, OLD)).toEqual(sealedManifestOf({ backupId: OLD }));
  });

  test('that is not there is not found, and the hint says what shows the others', async () => {
    await expect(readManifest(emptyStore(), target, OLD)).rejects.toMatchObject({
      kind: 'NotFound',
      hint: 'firedrill list orders shows what there is',
    });
  });

  test.each([
    ['of another backup', encodeJson(sealedManifestOf({ backupId: NEW }))],
    ['that is cut', encodeJson(sealedManifestOf({ backupId: OLD })).subarray(0, 500)],
    ['without bytes', Buffer.alloc(0)],
  ])('%s is damaged', async (_, stored) => {
    const store = emptyStore();
    await store.putIfAbsent(manifestKey(target, OLD), stored);
    await expect(readManifest(store, target, OLD)).rejects.toMatchObject({ kind: 'ManifestDamaged' });
  });
});

describe('the newest manifest', () => {
  test('is that of the latest backup', async () => {
    expect((await readNewestManifest(await storeWith(NEW, OLD), target))?.backupId).toBe(NEW);
  });

  test('is of the one before where the latest is damaged', async () => {
    const store = await storeWith(OLD);
    await store.putIfAbsent(manifestKey(target, NEW), Buffer.from('{"format":1}'));
    expect((await readNewestManifest(store, target))?.backupId).toBe(OLD);
  });

  test('does not exist where nothing can be read', async () => {
    const store = emptyStore();
    await store.putIfAbsent(manifestKey(target, NEW), Buffer.from('not JSON'));
    expect(await readNewestManifest(store, target)).toBeUndefined();
  });
});
