import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findOnPath } from '../../../src/tools/search-path.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { runDoctor } from '../../stack/doctor.ts';
import { openHouse } from '../../stack/firedrill.ts';
import { temporaryFolder } from '../../stack/folders.ts';

/** A PATH with what a worker needs, but without zstd. */
function pathWithoutZstd(): string {
  const folder = temporaryFolder();
  for (const name of ['sh', 'id', 'unshare', 'setpriv', 'mount', 'umount', 'mkdir', 'pivot_root', 'nice', 'env']) {
    const real = findOnPath(name, `${process.env['PATH']}:/usr/sbin:/sbin`);
    if (real !== undefined) symlinkSync(real, join(folder, name));
  }
  return folder;
}

test('a missing zstd is seen where the worker is, not where the command is', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker({ env: { PATH: pathWithoutZstd() } });
  const { exitCode, finding } = await runDoctor(house);
  expect(exitCode).toBe(1);
  expect(finding('host', 'zstd')).toMatchObject({
    verdict: 'failed',
    hint: expect.stringContaining('apt-get install zstd'),
  });
});

test.skipIf(!existsSync('/dev/shm'))('a spool and a repository in memory are told by their file system', async () => {
  const memory = mkdtempSync('/dev/shm/fd-');
  onTestFinished(() => rmSync(memory, { recursive: true }));
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'), {
    worker: { spool: join(memory, 'spool') },
  });
  symlinkSync(memory, house.at('repository'));
  await house.startWorker();
  const { exitCode, finding } = await runDoctor(house);
  expect(exitCode).toBe(1);
  expect(finding('host', 'spool lasting')).toMatchObject({
    verdict: 'warning',
    found: expect.stringContaining('tmpfs'),
  });
  expect(finding('repository', 'directory: lasting')).toMatchObject({ verdict: 'failed', hint: expect.any(String) });
});

/** `nobody` of Debian. */
const NOBODY = 65_534;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];

test.skipIf(process.getuid?.() !== 0)('a repository that the worker’s user may not write has failed', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  for (const name of ['', ...readdirSync(house.folder)]) chownSync(join(house.folder, name), NOBODY, NOBODY);
  mkdirSync(house.at('repository'), { mode: 0o755 });
  chmodSync(house.at('repository'), 0o755);
  await house.startWorker({ through: AS_NOBODY, env: { HOME: house.folder } });
  const { exitCode, finding } = await runDoctor(house);
  expect(exitCode).toBe(1);
  expect(finding('repository', 'directory: folder')).toMatchObject({
    verdict: 'failed',
    found: expect.stringContaining('owner 0, mode 0755: user 65534 may not write it'),
    hint: `chown 65534 ${house.at('repository')} && chmod 700 ${house.at('repository')}`,
  });
  expect(finding('repository', 'directory: writing').verdict).toBe('skipped');
  expect(finding('sandbox', 'isolation').found).toContain('full');
});

test('a state folder that others may write has failed', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  chmodSync(house.at('state'), 0o733);
  await house.startWorker();
  expect((await runDoctor(house)).finding('host', 'state folder')).toMatchObject({
    verdict: 'failed',
    hint: expect.stringContaining('chmod 711'),
  });
});

test('a platform that refuses namespaces makes the isolation partial, with the reason', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  const path = pathWithoutZstd();
  rmSync(join(path, 'unshare'));
  writeFileSync(join(path, 'unshare'), '#!/bin/sh\necho "unshare failed: Operation not permitted" >&2; exit 1\n');
  chmodSync(join(path, 'unshare'), 0o755);
  await house.startWorker({ env: { PATH: path } });
  expect((await runDoctor(house)).finding('sandbox', 'isolation')).toMatchObject({
    verdict: 'warning',
    found: 'partial: the platform refused namespaces (unshare failed: Operation not permitted)',
    hint: expect.stringContaining('unprivileged_userns'),
  });
});
