import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../stack/folders.ts';
import { processesNaming } from '../stack/leftovers.ts';

const SCRIPT = fileURLToPath(new URL('../../dev/demo.ts', import.meta.url));

test.each([
  ['a directory', []],
  ['an S3 server', ['--s3']],
])('the demo shows what it promises with %s, and leaves nothing', async (_, flags) => {
  const TMPDIR = temporaryFolder();
  const { exitCode, stdout, stderr } = await execa(process.execPath, [SCRIPT, ...flags], {
    env: { TMPDIR },
    reject: false,
  });
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  for (const shown of ['passed: 11 tables', 'killed in the dump', 'exit code 4', 'evidence  ', 'Temporal UI']) {
    expect(stdout).toContain(shown);
  }
  expect(readdirSync(TMPDIR)).toEqual([]);
  expect(processesNaming(TMPDIR)).toEqual([]);
});

test('a demo that is interrupted says so, ends with 1 and leaves nothing', async () => {
  const TMPDIR = temporaryFolder();
  const demo = execa(process.execPath, [SCRIPT], { env: { TMPDIR }, reject: false });
  for await (const line of demo.iterable()) {
    if (!line.startsWith('1 start')) continue;
    demo.kill('SIGINT');
    break;
  }
  const { exitCode, stderr } = await demo;
  expect(stderr).toContain('it was interrupted');
  expect(exitCode).toBe(1);
  expect(readdirSync(TMPDIR)).toEqual([]);
  expect(processesNaming(TMPDIR)).toEqual([]);
});

test('a demo whose reader goes away leaves nothing', async () => {
  const TMPDIR = temporaryFolder();
  const demo = execa(process.execPath, [SCRIPT], { env: { TMPDIR }, reject: false, stdout: 'pipe', buffer: false });
  demo.stdout.once('data', () => demo.stdout.destroy());
  expect((await demo).exitCode).toBe(1);
  expect(readdirSync(TMPDIR)).toEqual([]);
  expect(processesNaming(TMPDIR)).toEqual([]);
});
