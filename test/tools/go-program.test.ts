import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { buildGoProgram } from '../../src/tools/go-program.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { writeProgram } from './program-scripts.ts';

const SOURCE = { module: 'example.org/tool@v1.0.0', program: 'tool' };

afterEach(() => vi.unstubAllEnvs());

/** A `go` that does what the script says, first on PATH. */
function goThat(script: string): void {
  const folder = temporaryFolder();
  writeProgram(join(folder, 'go'), script);
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
}

test('puts the program that Go built into the cache', async () => {
  const cache = temporaryFolder();
  goThat('echo "$*" > "$GOBIN/tool"');
  const path = await buildGoProgram(SOURCE, { FIREDRILL_CACHE: cache });
  expect(path).toBe(join(cache, 'bin', 'tool'));
  expect(readFileSync(join(cache, 'bin', 'tool'), 'utf8')).toContain('install');
  expect(readdirSync(join(cache, 'bin'))).toEqual(['tool']);
});

test('leaves nothing of a build that failed', async () => {
  const cache = temporaryFolder();
  goThat('echo half > "$GOBIN/tool"; exit 1');
  expect(await buildGoProgram(SOURCE, { FIREDRILL_CACHE: cache })).toBeUndefined();
  expect(readdirSync(join(cache, 'bin'))).toEqual([]);
});

test('builds nothing where Go is missing', async () => {
  const cache = temporaryFolder();
  vi.stubEnv('PATH', temporaryFolder());
  expect(await buildGoProgram(SOURCE, { FIREDRILL_CACHE: cache })).toBeUndefined();
  expect(readdirSync(join(cache, 'bin'))).toEqual([]);
});
