import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../dev/tools.ts', import.meta.url));

test('every program that is used is told by name, with path, version and origin', async () => {
  const { stdout } = await execa(process.execPath, [SCRIPT, '--json']);
  const tools: { [name: string]: { path: string; version: string; origin: string } } = JSON.parse(stdout);
  expect(Object.keys(tools)).toEqual(
    expect.arrayContaining([
      'node',
      'temporal',
      'postgresql-15',
      'postgresql-16',
      'postgresql-18',
      'zstd',
      'versitygw',
    ]),
  );
  for (const { path, version, origin } of Object.values(tools)) {
    expect(existsSync(path)).toBe(true);
    expect(version).toMatch(/^\d+\.\d+|^unknown$/);
    expect(origin).not.toBe('');
  }
});
