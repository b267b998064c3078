import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../stack/folders.ts';

const MAKER = join(import.meta.dirname, 'key-maker.ts');
const KEYS = 200;

interface Found {
  readonly made: boolean;
  readonly fingerprint: string;
}

/** Starts a process that is ready to make keys, and returns the way to let it go. */
async function readyMaker(folder: string): Promise<() => Promise<readonly Found[]>> {
  const maker = execa(process.execPath, [MAKER, folder, String(KEYS)], { stdin: 'pipe' });
  await new Promise<void>((resolve, reject) => {
    maker.stdout.once('data', () => resolve());
    maker.catch(reject);
  });
  return async () => {
    maker.stdin.write('go\n');
    return JSON.parse((await maker).stdout.split('\n').at(-1) ?? '');
  };
}

test('of processes that make a key at once one makes it, and all others find it whole', async () => {
  const folder = temporaryFolder();
  const makers = await Promise.all([1, 2, 3, 4].map(() => readyMaker(folder)));
  const answers = await Promise.all(makers.map(go => go()));
  for (let index = 0; index < KEYS; index += 1) {
    const found = answers.map(answer => answer[index]);
    expect(found.filter(one => one?.made === true)).toHaveLength(1);
    expect(new Set(found.map(one => one?.fingerprint)).size).toBe(1);
  }
  expect(readdirSync(folder)).toHaveLength(KEYS);
});
