import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configurationSchema, SCHEMA_FILE } from '../../src/config/json-schema.ts';
import { starterConfiguration } from '../../src/config/starter.ts';
import { load, MINIMAL, problemsOf } from './files.ts';

const everyKey = readFileSync(new URL('every-key.yaml', import.meta.url), 'utf8');
const starter = starterConfiguration({ target: 'orders', keyFile: '/keys/own', repository: './backups' });

/** The committed schema in an editor's place. */
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true, formats: { uri: URL.canParse } }).compile(
  JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')),
);

test('the committed schema is what the code generates', () => {
  expect(
    readFileSync(SCHEMA_FILE, 'utf8'),
    `${SCHEMA_FILE} has drifted; write it anew: node src/client/main.ts config schema > ${SCHEMA_FILE}`,
  ).toBe(`${JSON.stringify(configurationSchema(), null, 2)}\n`);
});

test.each([
  ['the starter file', starter],
  ['a file with every key', everyKey],
  ['the shortest file', MINIMAL],
])('%s is valid, and loads', (_, text) => {
  expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
  expect(problemsOf(text)).toEqual([]);
});

test('the file with every key leaves none out', () => {
  const written = new Set(load(everyKey).settings.map(({ path }) => path.replace(/\.\d+\b/g, '')));
  const named = keysOf(configurationSchema(), parse(everyKey), '');
  expect(named.filter(key => ![...written].some(path => path === key || path.startsWith(`${key}.`)))).toEqual([]);
  expect(named.length).toBeGreaterThan(90);
});

test.each([
  ['an unknown section', MINIMAL.replace('targets:', 'tragets:')],
  ['an unknown key', MINIMAL.replace('database: orders', 'dbname: orders')],
  ['a password in the clear', MINIMAL.replace('database: orders', 'database: orders, password: hunter2')],
  ['a duration without a unit', `${MINIMAL}worker: { retryFor: 60 }`],
  ['a size without a unit', `${MINIMAL}sandboxes: { s: { kind: local, limits: { memory: "512" } } }`],
  ['another version', MINIMAL.replace('version: 1', 'version: 2')],
  ['an unknown kind', MINIMAL.replace('directory', 'tape')],
  ['a missing path', MINIMAL.replace(', path: ./backups', '')],
  ['an unknown file of TLS', `${MINIMAL}temporal: { tls: { ca: x } }`],
])('%s is refused by the schema and by the program', (_, text) => {
  expect(validate(parse(text))).toBe(false);
  expect(problemsOf(text)).not.toEqual([]);
});

test('tells editors what a key means and what holds without it', () => {
  expect(configurationSchema()).toMatchObject({
    properties: { worker: { properties: { retryFor: { default: '6h', description: expect.any(String) } } } },
  });
});

/** Dotted paths of all keys of a schema; where people choose the names, those of the example are followed. */
function keysOf(schema: unknown, example: unknown, path: string): readonly string[] {
  if (!isRecord(schema)) return [];
  const below = (part: unknown, key: string) =>
    keysOf(part, isRecord(example) ? example[key] : undefined, path === '' ? key : `${path}.${key}`);
  const { properties, additionalProperties, items } = schema;
  const options = schema['oneOf'] ?? schema['anyOf'];
  if (Array.isArray(options))
    return options.filter(option => fits(option, example)).flatMap(o => keysOf(o, example, path));
  if (isRecord(properties)) return Object.entries(properties).flatMap(([key, part]) => below(part, key));
  if (isRecord(additionalProperties)) {
    return Object.keys(isRecord(example) ? example : {}).flatMap(name => below(additionalProperties, name));
  }
  if (isRecord(items)) return keysOf(items, Array.isArray(example) ? Object.assign({}, ...example) : undefined, path);
  return [path];
}

/** Whether one form of a union is the one that the example has. */
function fits(option: unknown, example: unknown): boolean {
  if (!isRecord(option) || !isRecord(option['properties'])) return !isRecord(example);
  const { kind } = option['properties'];
  return isRecord(example) && (!isRecord(kind) || kind['const'] === example['kind']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
