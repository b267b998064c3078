import { expect, test } from 'vitest';
import type { Fault } from '../stack/faulty-proxy.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';
import {
  any,
  completion,
  head,
  houseWith,
  inBucket,
  part,
  type Request,
  range,
  secondPart,
  small,
} from './faulty-house.ts';

const once = (number: number) => number === 1;
const always = () => true;

test.each<[Fault, string, Request, (number: number) => boolean]>([
  ['refuse', 'every third request', any, number => number % 3 === 0],
  ['cut the request', 'every second part', part, number => number % 2 === 1],
  ['cut the answer', 'every second range', range, number => number % 2 === 1],
  ['fall silent', 'one part', part, once],
  ['fall silent', 'one range', range, once],
  ['lose', 'a part', secondPart, once],
  ['lose', 'a small object', small, once],
  ['deny what was done', 'the end of an upload', completion, once],
  ['lie', 'one checksum', head, once],
  ['dawdle', 'every request', any, always],
])('a server may %s: with %s the backup is whole and restores', async (fault, _, request, when) => {
  const { house, proxy } = await houseWith(fault, request, when);
  done(await house.backup());
  expect(done(await house.restoreTest()).verdict).toBe('passed');
  expect(proxy.happened).toBeGreaterThan(0);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
  expect((await inBucket(house)).filter(key => key.endsWith('/manifest.json'))).toHaveLength(1);
});
