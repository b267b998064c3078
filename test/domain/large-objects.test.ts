import { expect, test } from 'vitest';
import { compareContent } from '../../src/domain/comparison.ts';
import { describeCheck } from '../../src/domain/observations.ts';
import type { LargeObjectProof, Proof } from '../../src/domain/proof.ts';

const proof = (largeObjects: readonly LargeObjectProof[]): Proof => ({
  recipe: 'firedrill-proof-1',
  mode: 'full',
  tables: [],
  largeObjects,
  sequences: [],
  notProven: [],
});
const objects = [1, 2, 3, 4, 5, 6, 7].map(oid => ({ oid, sizeBytes: 100, hash: `h${oid}` }));
const compare = (found: readonly LargeObjectProof[]) => compareContent(proof(objects), proof(found));

test('makes no check where there are none', () => {
  expect(compareContent(proof([]), proof([]))).toEqual([]);
});

test('never accuses clean ones, in whichever order they come', () => {
  expect(compare(objects.toReversed())).toMatchObject([{ name: 'large objects', verdict: 'passed', required: true }]);
});

test.each([
  ['lost ones', objects.slice(2), 'lost: 1, 2 (expected objects 7, bytes 700; found objects 5, bytes 500)'],
  [
    'many lost ones in few words',
    [],
    'lost: 1, 2, 3, 4, 5 and 2 more (expected objects 7, bytes 700; found objects 0, bytes 0)',
  ],
  [
    'one with other bytes of the same size',
    objects.map(object => (object.oid === 3 ? { ...object, hash: 'other' } : object)),
    'changed: 3 (expected objects 7, bytes 700; found objects 7, bytes 700)',
  ],
  [
    'one that was cut',
    objects.map(object => (object.oid === 3 ? { ...object, sizeBytes: 99 } : object)),
    'changed: 3 (expected objects 7, bytes 700; found objects 7, bytes 699)',
  ],
  [
    'one of another’s',
    [...objects, { oid: 8, sizeBytes: 1, hash: 'h8' }],
    '1 too many (expected objects 7, bytes 700; found objects 8, bytes 701)',
  ],
  [
    'one in another’s place',
    [...objects.slice(1), { oid: 8, sizeBytes: 100, hash: 'h1' }],
    'lost: 1; 1 too many (expected objects 7, bytes 700; found objects 7, bytes 700)',
  ],
])('names %s', (_, found, words) => {
  const checks = compare(found);
  expect(checks.map(({ verdict }) => verdict)).toEqual(['failed']);
  expect(checks.map(describeCheck)).toEqual([`large objects: ${words}`]);
});

const owned = (owner: string, acl: readonly string[]) => proof([{ oid: 1, sizeBytes: 1, owner, acl }]);

test.each([
  ['another owner', owned('ben', ['anna=rw/anna'])],
  ['other rights', owned('anna', ['=r/anna', 'anna=rw/anna'])],
])('names an object with %s', (_, found) => {
  expect(compareContent(owned('anna', ['anna=rw/anna']), found).map(describeCheck)).toEqual([
    'large objects: other owner or rights: 1 (expected objects 1, bytes 1; found objects 1, bytes 1)',
  ]);
});

test('does not ask for owners that an older proof does not tell', () => {
  expect(compareContent(proof([{ oid: 1, sizeBytes: 1 }]), owned('anna', []))).toMatchObject([{ verdict: 'passed' }]);
});
