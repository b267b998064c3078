import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../stack/folders.ts';

const TAKER = `
import { existsSync, writeFileSync } from 'node:fs';
import { takeLock } from '${fileURLToPath(new URL('../../src/local/lock-file.ts', import.meta.url))}';
const [, , name, start, count] = process.argv;
writeFileSync(name + '.ready', '');
while (!existsSync(start)) await new Promise(resolve => setImmediate(resolve));
let taken = '';
for (let lock = 0; lock < Number(count); lock += 1) {
  try {
    takeLock(start + lock, 'the folder');
    taken += lock + ' ';
  } catch (error) {
    if (error.kind !== 'TargetBusy') throw error;
  }
}
process.stdout.write(taken + '\\n');
// Whoever holds a lock lives until all have tried.
process.stdin.resume();
`;

test.each([
  ['nobody holds', undefined],
  ['a process that is gone held', '1073741824 1'],
])('of several that try at the same time one takes a lock that %s', async (_, left) => {
  const at = temporaryFolder();
  const script = join(at, 'taker.ts');
  writeFileSync(script, TAKER);
  const start = join(at, 'lock');
  const locks = Array.from({ length: 100 }, (__, lock) => lock);
  for (const lock of locks) if (left !== undefined) writeFileSync(`${start}${lock}`, left);
  const names = ['a', 'b', 'c'].map(name => join(at, name));
  const takers = names.map(name => {
    const taker = execa(process.execPath, [script, name, start, String(locks.length)], {
      stdin: 'pipe',
      buffer: false,
    });
    const said = new Promise<string>(resolve => taker.stdout.once('data', (chunk: Buffer) => resolve(String(chunk))));
    return { taker, said };
  });
  await vi.waitFor(() => expect(names.every(name => existsSync(`${name}.ready`))).toBe(true), { timeout: 20_000 });
  writeFileSync(start, '');
  const taken = (await Promise.all(takers.map(({ said }) => said))).join(' ').split(/\s+/);
  for (const { taker } of takers) taker.stdin.end();
  await Promise.all(takers.map(({ taker }) => taker));
  expect(
    taken
      .filter(Boolean)
      .map(Number)
      .toSorted((a, b) => a - b),
  ).toEqual(locks);
});
