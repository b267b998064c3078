import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { semaphore } from '../../../src/activities/lib/semaphore.ts';

const signal = new AbortController().signal;

/** Enters, and notes its name when it is in. */
async function enter(places: ReturnType<typeof semaphore>, inside: string[], name: string, own = signal) {
  const leave = await places.enter(own);
  inside.push(name);
  return leave;
}

test('lets so many callers work at a time', async () => {
  const inside: string[] = [];
  const places = semaphore(2);
  for (const name of ['a', 'b', 'c']) void enter(places, inside, name);
  await turn();
  expect(inside).toEqual(['a', 'b']);
});

test('lets those who wait in by the order in which they came', async () => {
  const inside: string[] = [];
  const places = semaphore(1);
  const leave = await enter(places, inside, 'a');
  const next = enter(places, inside, 'b');
  void enter(places, inside, 'c');
  leave();
  await turn();
  expect(inside).toEqual(['a', 'b']);
  (await next)();
  await turn();
  expect(inside).toEqual(['a', 'b', 'c']);
});

test('keeps a place that was given back for the next caller', async () => {
  const places = semaphore(1);
  for (const _ of [1, 2, 3]) (await places.enter(signal))();
  const inside: string[] = [];
  void enter(places, inside, 'a');
  void enter(places, inside, 'b');
  await turn();
  expect(inside).toEqual(['a']);
});

test('throws the reason for a caller that is aborted while it waits, and passes it over', async () => {
  const inside: string[] = [];
  const places = semaphore(1);
  const leave = await enter(places, inside, 'a');
  const abort = new AbortController();
  const aborted = enter(places, inside, 'b', abort.signal);
  void enter(places, inside, 'c');
  abort.abort(new Error('cancelled'));
  await expect(aborted).rejects.toThrow('cancelled');
  leave();
  await turn();
  expect(inside).toEqual(['a', 'c']);
});

test('takes no place from others when one is aborted after it was let in', async () => {
  const inside: string[] = [];
  const places = semaphore(1);
  const first = await enter(places, inside, 'a');
  const abort = new AbortController();
  const second = enter(places, inside, 'b', abort.signal);
  void enter(places, inside, 'c');
  first();
  const leave = await second;
  abort.abort(new Error('too late'));
  leave();
  await turn();
  expect(inside).toEqual(['a', 'b', 'c']);
});

test('throws at once for a caller that was aborted before', async () => {
  const places = semaphore(1);
  await expect(places.enter(AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
  expect(await places.enter(signal)).toBeInstanceOf(Function);
});
