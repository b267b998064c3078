import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { dependencies } = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

/** Named for what npm makes of it: without it there are several copies, and stored histories cannot be read. */
const NOT_IMPORTED = ['protobufjs'];

const source = globSync('src/**/*.ts', { cwd: ROOT })
  .map(file => readFileSync(join(ROOT, file), 'utf8'))
  .join('\n');

test('every package that is installed with Firedrill is used by it', () => {
  const unused = Object.keys(dependencies).filter(name => !new RegExp(`['"]${name}(/[^'"]*)?['"]`).test(source));
  expect(unused).toEqual(NOT_IMPORTED);
});
