import { createHmac, hkdfSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSealIntact, sealManifest } from '../../../src/activities/keys/seal.ts';
import type { SealedManifest } from '../../../src/domain/manifest.ts';
import { CONTENT_KEY, manifestOf, sealedManifestOf } from '../repository/backup.ts';

type Path = readonly (string | number)[];

/** The paths of all values in a JSON value that are neither object nor array. */
function leaves(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]));
}

/** A deep copy in which the value at `path` is what `change` makes of it. */
function changed<T>(root: T, path: Path, change: (value: unknown) => unknown): T {
  const copy = structuredClone(root);
  let holder: object = Object(copy);
  for (const name of path.slice(0, -1)) holder = Object(Reflect.get(holder, name));
  const last = path.at(-1) ?? '';
  Reflect.set(holder, last, change(Reflect.get(holder, last)));
  return copy;
}

/** The same JSON with the names of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}

/** RFC 8785 for values without fractions or characters that need escapes. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${names.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}

const PATHS = leaves(manifestOf());

test('a sealed manifest is intact, also after it was stored and read', () => {
  const sealed = sealedManifestOf();
  expect(isSealIntact(sealed, CONTENT_KEY)).toBe(true);
  expect(isSealIntact(JSON.parse(JSON.stringify(sealed, null, 2)), CONTENT_KEY)).toBe(true);
});

test.each(PATHS.map(path => [path.join('.'), path] as const))('a changed %s breaks the seal', (_, path) => {
  const edited = changed(sealedManifestOf(), path, value => (typeof value === 'number' ? value + 1 : `${value}0`));
  expect(isSealIntact(edited, CONTENT_KEY)).toBe(false);
});

test.each(PATHS.map(path => [path.join('.'), path] as const))('a missing %s breaks the seal', (_, path) => {
  expect(
    isSealIntact(
      changed(sealedManifestOf(), path, () => undefined),
      CONTENT_KEY,
    ),
  ).toBe(false);
});

test('the order of names does not matter, that of parts does', () => {
  const sealed = sealedManifestOf();
  const turned: SealedManifest = JSON.parse(JSON.stringify(reversed(sealed)));
  expect(Object.keys(turned)).toEqual(Object.keys(sealed).toReversed());
  expect(isSealIntact(turned, CONTENT_KEY)).toBe(true);
  const parts = changed(sealed, ['artifacts', 0, 'parts'], value => Array.isArray(value) && value.toReversed());
  expect(isSealIntact(parts, CONTENT_KEY)).toBe(false);
});

test.each<[string, (sealed: SealedManifest) => SealedManifest['seal']]>([
  ['another key id', ({ seal }) => ({ ...seal, keyId: 'ffffffff-4f2e9a7c01d3b5e6' })],
  [
    'a changed value',
    ({ seal }) => ({ ...seal, value: seal.value.replace(/^./, digit => (digit === '0' ? '1' : '0')) }),
  ],
  ['a cut value', ({ seal }) => ({ ...seal, value: seal.value.slice(0, 8) })],
  ['no value', ({ seal }) => ({ ...seal, value: '' })],
  ['the seal of another manifest', () => sealedManifestOf({ warnings: [] }).seal],
])('%s in the seal is found', (_, seal) => {
  const sealed = sealedManifestOf();
  expect(isSealIntact({ ...sealed, seal: seal(sealed) }, CONTENT_KEY)).toBe(false);
});

test('another content key neither made nor opens the seal', () => {
  const other = { ...CONTENT_KEY, bytes: Buffer.alloc(32, 8) };
  expect(isSealIntact(sealedManifestOf(), other)).toBe(false);
  expect(isSealIntact(sealManifest(manifestOf(), other), CONTENT_KEY)).toBe(false);
});

test('the seal is what the format says, made with other code', () => {
  const { seal, ...manifest } = sealedManifestOf();
  const key = Buffer.from(hkdfSync('sha256', CONTENT_KEY.bytes, '', 'firedrill manifest seal 1', 32));
  const value = createHmac('sha256', key).update(canonical(manifest)).digest('hex');
  expect(seal).toEqual({ algorithm: 'HMAC-SHA256', keyId: CONTENT_KEY.keyId, value });
});

test('a manifest with half a surrogate pair, which has no canonical form, is not as it was sealed', () => {
  const sealed = sealedManifestOf();
  expect(isSealIntact({ ...sealed, warnings: ['\ud800'] }, CONTENT_KEY)).toBe(false);
});
