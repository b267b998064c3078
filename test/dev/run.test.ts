import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../stack/folders.ts';

const RUN = fileURLToPath(new URL('../run.ts', import.meta.url));

/** Runs test files, given by name and text, as `npm test` does, and returns the exit code and the last line. */
async function run(files: { readonly [name: string]: string }) {
  // Below this folder, so that vitest is found from there.
  const root = temporaryFolder(fileURLToPath(new URL('../../node_modules/.cache', import.meta.url)));
  mkdirSync(join(root, 'test'));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(root, name), `import { afterAll, beforeAll, describe, expect, test } from 'vitest';\n${text}`);
  }
  const { exitCode, stdout } = await execa(process.execPath, [RUN], { cwd: root, reject: false });
  return { exitCode, last: stdout.split('\n').at(-1) };
}

const GOOD = { 'good.test.ts': `test('good', () => {});` };

test('the last line counts what passed, and the command ends with 0', async () => {
  expect(await run(GOOD)).toEqual({ exitCode: 0, last: '1 passed, 0 failed, 0 skipped' });
});

test('a test that is skipped is counted as skipped', async () => {
  const files = { ...GOOD, 'some.test.ts': `test.skip('some', () => {});` };
  expect(await run(files)).toEqual({ exitCode: 0, last: '1 passed, 0 failed, 1 skipped' });
});

test.each([
  ['a test that fails', `test('bad', () => expect(1).toBe(2));`],
  ['a file that cannot be read', `import './missing.ts'; test('bad', () => {});`],
  ['a file without tests', ''],
  [
    'a suite whose end fails',
    `describe('s', () => { afterAll(() => { throw new Error('x'); }); test.skip('t', () => {}); test('u', () => {}); });`,
  ],
  ['an error that nobody caught', `test('u', () => {}); setTimeout(() => { throw new Error('x'); }, 1);`],
])('%s makes the command fail', async (_, text) => {
  const { exitCode, last } = await run({ ...GOOD, 'bad.test.ts': text });
  expect(exitCode).toBe(1);
  expect(last).toMatch(/^[1-9]\d* passed, [1-9]\d* failed, /);
});

test('no test at all is no success', async () => {
  expect((await run({})).exitCode).toBe(1);
});
