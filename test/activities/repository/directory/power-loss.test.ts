import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../stack/folders.ts';
import { type Call, canTrace, lostWith, traceFiles } from './file-trace.ts';

const COMMITTER = join(import.meta.dirname, 'committer.ts');
/** The ways in which an object comes into a folder. */
const WAYS = ['linked', 'uploaded', 'grown', 'put'];
const AFTER_ALL = Number.MAX_SAFE_INTEGER;

/** The calls of a process that commits a backup, and the moment at which its manifest gets its name. */
async function traceCommit(folder = temporaryFolder()) {
  const [root, spool] = [join(folder, 'repository'), join(folder, 'spool')];
  mkdirSync(spool, { mode: 0o700, recursive: true });
  const calls = await traceFiles([folder], process.execPath, [COMMITTER, root, spool]);
  const at = (way: string) => join(root, 'targets/orders/backups', way, 'object');
  const manifest = calls.find(({ name, paths }) => name.startsWith('link') && paths[1] === at('manifest'));
  return { root, calls, at, manifest };
}

test.skipIf(!canTrace)('a loss of power takes no artifact away once the manifest has its name', async () => {
  const { root, calls, at, manifest } = await traceCommit();
  expect(manifest).toBeDefined();
  for (const way of WAYS) expect(lostWith(at(way), manifest?.begun ?? 0, calls, root), way).toEqual([]);
});

test.skipIf(!canTrace)('a loss of power takes no manifest away whose commit was told', async () => {
  const { root, calls, at, manifest } = await traceCommit();
  // Its bytes are safe before it appears, its name before anybody hears of it.
  expect(lostWith(at('manifest'), (manifest?.ended ?? 0) + 1, calls, root)).toEqual([`name of ${at('manifest')}`]);
  expect(lostWith(at('manifest'), AFTER_ALL, calls, root)).toEqual([]);
});

test.skipIf(!canTrace)(
  'what a writer left that died before it flushed the name is flushed by the next one',
  async () => {
    const folder = temporaryFolder();
    const { at } = await traceCommit(folder);
    const { calls } = await traceCommit(folder);
    const flushed = calls.flatMap(({ name, paths }) => (name === 'fsync' ? paths : []));
    expect(flushed).toEqual(expect.arrayContaining([...WAYS, 'manifest'].map(way => dirname(at(way)))));
  },
);

describe('the look for what a loss of power takes away', () => {
  const call = (begun: number, name: string, ...paths: readonly string[]): Call => ({
    ...{ name, paths, begun, ended: begun },
    creates: name === 'openat',
  });
  const whole = [
    ...[call(1, 'mkdir', '/r/a'), call(2, 'fsync', '/r'), call(3, 'openat', '/r/t'), call(4, 'write', '/r/t')],
    ...[call(5, 'fsync', '/r/t'), call(6, 'link', '/r/t', '/r/a/x'), call(7, 'fsync', '/r/a')],
  ];
  test.each([
    ['nothing, where all was flushed in order', undefined, []],
    ['the bytes, where the file was not flushed', 5, ['bytes of /r/a/x']],
    ['the name, where its folder was not flushed', 7, ['name of /r/a/x']],
    ['the folder, where the one above was not flushed', 2, ['name of /r/a']],
  ])('finds %s', (_, without, lost) => {
    const calls = whole.filter(({ begun }) => begun !== without);
    expect(lostWith('/r/a/x', AFTER_ALL, calls, '/r/')).toEqual(lost);
  });

  test('finds bytes that were written after the flush began', () => {
    expect(lostWith('/r/a/x', AFTER_ALL, [...whole, call(8, 'write', '/r/t')], '/r/')).toEqual(['bytes of /r/a/x']);
  });
});
