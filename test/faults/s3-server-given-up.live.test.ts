import { expect, test } from 'vitest';
import type { Fault } from '../stack/faulty-proxy.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { failed } from '../stack/outcomes.ts';
import { head, houseWith, inBucket, type Request, secondPart, small } from './faulty-house.ts';

test.each<[Fault, string, Request]>([
  ['lose', 'every second part', secondPart],
  ['lose', 'a small object', small],
  ['lie', 'every checksum', head],
])('a server that does not stop to %s %s gets no manifest, and keeps nothing', async (fault, _, request) => {
  const { house } = await houseWith(fault, request, () => true, '1s');
  const { failure } = failed(await house.backup(), 'StoredBytesDiffer');
  expect(failure.hint).toBeTruthy();
  expect(await inBucket(house)).toEqual([]);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});
