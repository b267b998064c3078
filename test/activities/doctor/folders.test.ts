import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freeBytesAt, groundOf, readFolder } from '../../../src/activities/doctor/folders.ts';
import { temporaryFolder } from '../../stack/folders.ts';

test('owner and mode of a folder are told', async () => {
  const path = join(temporaryFolder(), 'spool');
  mkdirSync(path);
  chmodSync(path, 0o750);
  const uid = process.getuid?.();
  expect(await readFolder(path)).toEqual({ path, owner: { uid, mode: 0o750 }, writable: true, workerUid: uid });
});

test('a folder that is not there is not made, and has no owner', async () => {
  const path = join(temporaryFolder(), 'not/there');
  const found = await readFolder(path);
  expect(found.owner).toBeUndefined();
  expect(found.writable).toBe(true);
  expect(await freeBytesAt(path)).toBeGreaterThan(0);
  expect(existsSync(path)).toBe(false);
});

test('the temporary folder is known under another name', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'real'));
  const link = join(folder, 'link');
  symlinkSync(join(folder, 'real'), link);
  expect(await groundOf(join(link, 'spool'))).toBe('temporary folder');
});

test.skipIf(!existsSync('/dev/shm'))('memory is known by its file system', async () => {
  const folder = mkdtempSync('/dev/shm/fd-');
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(await groundOf(join(folder, 'spool'))).toBe('memory');
});

test('what lies in neither is a disk, or the layer of a container', async () => {
  expect(['disk', 'container layer']).toContain(await groundOf('/usr'));
});
