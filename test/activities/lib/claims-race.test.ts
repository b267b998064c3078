import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../stack/folders.ts';
import { claimByDeadProcess, claimsScript } from './dead-claims.ts';

test('gives each claim to one of the workers that look at the same time', async () => {
  const state = temporaryFolder();
  const tokens = Array.from({ length: 200 }, (_, index) => Buffer.from(`task ${index}`).toString('base64'));
  await claimByDeadProcess(state, 'server/default', tokens);
  const script = claimsScript(`import { existsSync, writeFileSync } from 'node:fs';
writeFileSync(rest[0] + '.ready', '');
while (!existsSync(rest[1])) await new Promise(resolve => setImmediate(resolve));
process.stdout.write(JSON.stringify(claims.takeDead().map(claim => claim.taskToken)));`);
  const start = join(state, 'start');
  const names = ['a', 'b', 'c'].map(name => join(state, name));
  const workers = names.map(name => execa(process.execPath, [script, state, 'server/default', name, start]));
  await vi.waitFor(() => expect(names.every(name => existsSync(`${name}.ready`))).toBe(true), { timeout: 20_000 });
  writeFileSync(start, '');
  const taken = (await Promise.all(workers)).map(({ stdout }): readonly string[] => JSON.parse(stdout));
  expect(taken.flat().toSorted()).toEqual(tokens.toSorted());
});
