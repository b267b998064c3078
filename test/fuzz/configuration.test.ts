import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadConfiguration } from '../../src/config/load.ts';
import { Failure } from '../../src/domain/failures.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { tryCases } from './cases.ts';
import { mutateJson } from './json-mutations.ts';
import { mutateText } from './mutations.ts';
import type { Chances } from './random.ts';

const EVERY_KEY = readFileSync(new URL('../config/every-key.yaml', import.meta.url), 'utf8');
const MINIMAL = readFileSync(new URL('../../examples/minimal/firedrill.yaml', import.meta.url), 'utf8');

/** Loads a text as `firedrill.yaml`; every problem of one that is refused has its place in the file. */
function loader() {
  const folder = temporaryFolder();
  return (text: string) => {
    writeFileSync(join(folder, 'firedrill.yaml'), text);
    try {
      return loadConfiguration({}, { HOME: folder }, folder);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      expect(error.kind).toBe('ConfigurationInvalid');
      for (const line of error.message.split('\n'))
        expect(line).toMatch(/^firedrill\.yaml:[1-9]\d*:[1-9]\d*: \P{Cc}+$/u);
      return undefined;
    }
  };
}

test.each([
  ['a configuration with every key', EVERY_KEY, 300],
  ['the least configuration', MINIMAL, 600],
])('%s with wrong text in it is refused with places, or loads', async (_, text, count) => {
  const load = loader();
  await tryCases(count, chances => load(mutateText(text, chances)));
});

test.each([
  ['a configuration with every key', EVERY_KEY, 300],
  ['the least configuration', MINIMAL, 800],
])('%s with wrong values in it is refused with places, or loads', async (_, text, count) => {
  const load = loader();
  const written: unknown = parse(text);
  const mutate = (chances: Chances) => stringify(mutateJson(written, chances), { aliasDuplicateObjects: false });
  await tryCases(count, chances => load(mutate(chances)));
});

test.each([
  [
    'aliases of aliases',
    `a: &a [x]\n${'bcdefghij'.replace(/./g, (name, at: number) => `${name}: &${name} [${`*${'abcdefghi'[at]},`.repeat(9)}]\n`)}`,
  ],
  ['an alias of itself', 'targets: &all { orders: *all }'],
  ['ten thousand lists in each other', `targets: ${'['.repeat(10_000)}`],
  ['ten thousand closed lists in each other', `targets: ${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['ten thousand maps in each other', `targets: ${'{a: '.repeat(10_000)}`],
  ['a list as a key', '? [version]\n: 1'],
  ['a text of a million letters', `version: ${'a'.repeat(1_000_000)}`],
])('%s are refused with a place', (_, text) => {
  expect(loader()(text)).toBeUndefined();
});
