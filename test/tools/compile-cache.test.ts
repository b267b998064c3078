import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firedrill } from '../client/command-line.ts';
import { temporaryFolder } from '../stack/folders.ts';

/** Of its own, without the one that all other commands under test share. */
const cacheIn = (folder: string) => ({ FIREDRILL_CACHE: folder, NODE_COMPILE_CACHE: '' });

test('what Node compiles is kept in the cache folder, and nowhere else', async () => {
  const at = temporaryFolder();
  await firedrill(['--version'], { env: { ...cacheIn(join(at, 'cache')), TMPDIR: at } });
  expect(existsSync(join(at, 'cache', 'compiled'))).toBe(true);
  expect(readdirSync(at)).toEqual(['cache']);
});

test('a cache that cannot be written is no failure', async () => {
  const ended = await firedrill(['--version'], { env: cacheIn('/dev/null/cache') });
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
});
