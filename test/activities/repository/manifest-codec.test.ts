import { describe, expect, test } from 'vitest';
import { isSealIntact, sealManifest } from '../../../src/activities/keys/seal.ts';
import { encodeJson } from '../../../src/activities/repository/json-object.ts';
import { decodeManifest } from '../../../src/activities/repository/manifest-codec.ts';
import { BACKUP, CONTENT_KEY, manifestOf, sealedManifestOf } from './backup.ts';

/** The stored form with one field changed, whatever its type; `undefined` removes it. */
function edited(path: readonly (string | number)[], value: unknown): Buffer {
  const root: unknown = JSON.parse(JSON.stringify(sealedManifestOf()));
  let holder: unknown = root;
  for (const name of path.slice(0, -1)) holder = Reflect.get(Object(holder), name);
  const last = path.at(-1) ?? '';
  expect(Object.keys(Object(holder))).toContain(String(last));
  Reflect.set(Object(holder), last, value);
  return encodeJson(root);
}

test('a manifest is read as it was written', () => {
  expect(decodeManifest(encodeJson(sealedManifestOf()), BACKUP)).toEqual(sealedManifestOf());
});

test('the seal of a manifest with fields of a later release holds', () => {
  const source = { ...manifestOf().source, addedLater: ['a', 'b'] };
  const later = sealManifest({ ...manifestOf(), ...{ addedLater: true }, source }, CONTENT_KEY);
  const found = decodeManifest(encodeJson(later), BACKUP);
  expect(found).toEqual(later);
  expect(found !== undefined && isSealIntact(found, CONTENT_KEY)).toBe(true);
});

test.each([
  ['beside the others', []],
  ['in the source', ['source']],
  ['in an artifact', ['artifacts', 0]],
])('a field that was added %s breaks the seal', (_, path) => {
  const root: unknown = JSON.parse(JSON.stringify(sealedManifestOf()));
  const holder = path.reduce<unknown>((at, name) => Reflect.get(Object(at), name), root);
  Reflect.set(Object(holder), 'added', 1);
  const found = decodeManifest(encodeJson(root), BACKUP);
  expect(found !== undefined && isSealIntact(found, CONTENT_KEY)).toBe(false);
});

test.each([
  ['target', { ...BACKUP, target: 'users' }],
  ['backup', { ...BACKUP, backupId: '20261121T020000Z-logical-00000000' }],
])('a manifest that lies at another %s is none', (_, at) => {
  expect(decodeManifest(encodeJson(sealedManifestOf()), at)).toBeUndefined();
});

test.each([
  ['no JSON', Buffer.from('manifest')],
  ['cut JSON', encodeJson(sealedManifestOf()).subarray(0, -10)],
  ['no object', Buffer.from('[]')],
  ['null', Buffer.from('null')],
  ['empty', Buffer.alloc(0)],
  ['not UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
])('bytes that are %s are no manifest', (_, stored) => {
  expect(decodeManifest(stored, BACKUP)).toBeUndefined();
});

describe('a manifest is none', () => {
  test.each<[string, readonly (string | number)[], unknown]>([
    ['of an unknown format', ['format'], 2],
    ['of an unknown kind', ['kind'], 'full'],
    ['without a seal', ['seal'], undefined],
    ['with another kind of seal', ['seal', 'algorithm'], 'HMAC-MD5'],
    ['with a short seal', ['seal', 'value'], 'ab'],
    ['without artifacts', ['artifacts'], []],
    ['whose object leaves the folder', ['artifacts', 0, 'object'], '../../users/backups/x/main.enc'],
    ['whose object lies in a folder', ['artifacts', 0, 'object'], 'old/main.enc'],
    ['whose object is hidden', ['artifacts', 0, 'object'], '.main.enc'],
    ['whose object has a NUL', ['artifacts', 0, 'object'], 'main\0.enc'],
    ['whose artifact name leaves the folder', ['artifacts', 0, 'name'], '../main'],
    ['whose artifact has an unknown role', ['artifacts', 0, 'role'], 'script'],
    ['with fewer parts than its size needs', ['artifacts', 0, 'parts'], ['c'.repeat(64)]],
    ['without parts', ['artifacts', 0, 'parts'], []],
    ['with parts of no size', ['artifacts', 0, 'partSizeBytes'], 0],
    ['with a negative size', ['artifacts', 0, 'sizeBytes'], -1],
    ['with half a byte', ['artifacts', 0, 'sizeBytes'], 2_500.5],
    ['with a hash that is none', ['artifacts', 0, 'sha256'], 'B'.repeat(64)],
    ['with a part hash that is none', ['artifacts', 0, 'parts', 1], 'd'.repeat(63)],
    ['with a time that is none', ['takenAt'], 'yesterday'],
    ['with a time without a zone', ['takenAt'], '2026-11-21T02:00:01'],
    ['whose key leaves its folder', ['encryption', 'keyId'], '../../firedrill'],
    ['whose repository id is none', ['encryption', 'repositoryId'], 'mine'],
  ])('%s', (_, path, value) => {
    expect(decodeManifest(edited(path, value), BACKUP)).toBeUndefined();
  });

  test.each([
    ['the target', { target: '../x' }],
    ['the backup', { backupId: '../../x' }],
  ])('that names %s like the hostile place it lies at', (_, name) => {
    const stored = encodeJson({ ...sealedManifestOf(), ...name });
    expect(decodeManifest(stored, { ...BACKUP, ...name })).toBeUndefined();
  });
});
