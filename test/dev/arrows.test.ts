import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { brokenArrows } from '../../dev/house/arrows.ts';
import { temporaryFolder } from '../stack/folders.ts';

test('dependencies of the house point one way', () => {
  expect(brokenArrows(fileURLToPath(new URL('../../src', import.meta.url)))).toEqual([]);
});

test.each([
  ['domain/a.ts', `import { readFileSync } from 'node:fs';`, 'domain must not import node:fs'],
  ['domain/a.ts', `export { load } from '../config/load.ts';`, 'domain must not import config'],
  ['config/a.ts', `import type { Deps } from '../activities/deps.ts';`, 'config must not import activities'],
  ['workflows/a.ts', `import { dump } from '../activities/dump.ts';`, 'workflows may know types of activities only'],
  ['workflows/a.ts', `import { z } from 'zod';`, 'workflows must not import zod'],
  ['activities/x/a.ts', `const x = await import('../../client/cli.ts');`, 'activities must not import client'],
  ['attic/a.ts', `import '../domain/names.ts';`, 'the room attic has no rule'],
])('finds what %s must not do: %s', (file, line, complaint) => {
  const source = temporaryFolder();
  mkdirSync(dirname(join(source, file)), { recursive: true });
  writeFileSync(join(source, file), `// A comment.\n${line}\n`);
  expect(brokenArrows(source)).toEqual([expect.stringContaining(`${file}:2: ${complaint}`)]);
});

test('lets workflows know the types of activities', () => {
  const source = temporaryFolder();
  mkdirSync(join(source, 'workflows'));
  writeFileSync(join(source, 'workflows/a.ts'), `import type { Dumped } from '../activities/backup/dump.ts';\n`);
  expect(brokenArrows(source)).toEqual([]);
});
