import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { describe, expect, test } from 'vitest';
import { directoryStore } from '../../../../src/activities/repository/directory/directory-store.ts';
import { temporaryFolder } from '../../../stack/folders.ts';

const WRITER = join(import.meta.dirname, 'writer-without-room.ts');

/** Runs a script with a mount namespace of its own; the writer's command line is `"$@"`. */
const NAMESPACE = ['--user', '--map-root-user', '--mount', 'sh', '-ec'];
const hasNamespaces = execaSync('unshare', [...NAMESPACE, 'true'], { reject: false }).exitCode === 0;

async function writeAfter(script: string, root: string): Promise<unknown> {
  const command = [script, 'sh', process.execPath, WRITER, root];
  return JSON.parse((await execa('unshare', [...NAMESPACE, ...command])).stdout);
}

const every = (kind: string) => ({ kinds: { putIfAbsent: kind, replace: kind, upload: kind }, listed: 0 });

describe('a directory that cannot be written', () => {
  test('because its owner forbids it, is unusable', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'repository'), { mode: 0o555 });
    const { stdout } = await execa(process.execPath, [WRITER, join(root, 'repository'), 'unprivileged']);
    expect(JSON.parse(stdout)).toEqual(every('RepositoryUnusable'));
  });

  test.skipIf(!hasNamespaces)('because its file system is read-only, is unusable', async () => {
    const script = 'mount -t tmpfs -o ro none "$3"; "$@"';
    expect(await writeAfter(script, temporaryFolder())).toEqual(every('RepositoryUnusable'));
  });

  test.skipIf(!hasNamespaces)('because its file system is full, lacks space, and has no object', async () => {
    const script = 'mount -t tmpfs -o size=256k none "$3"; "$@"';
    expect(await writeAfter(script, temporaryFolder())).toEqual(every('SpaceMissing'));
  });

  test('because a part of its path is a file, is unusable, also for reading', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const store = directoryStore(join(folder, 'file', 'repository'));
    const refusal = { kind: 'RepositoryUnusable', message: expect.stringContaining(join(folder, 'file')) };
    await expect(store.putIfAbsent('one', Buffer.from('1'))).rejects.toMatchObject(refusal);
    await expect(store.get('one')).rejects.toMatchObject(refusal);
    await expect(Array.fromAsync(store.list(''))).rejects.toMatchObject(refusal);
  });
});
