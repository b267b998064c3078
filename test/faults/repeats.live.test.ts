import { expect, test } from 'vitest';
import { evidenceKey } from '../../src/activities/repository/layout.ts';
import type { RunOutcome } from '../../src/domain/outcomes.ts';
import { bucketStore } from '../activities/repository/s3/bucket-store.ts';
import type { Fault } from '../stack/faulty-proxy.ts';
import { done } from '../stack/outcomes.ts';
import { houseWith, part, type Request, range } from './faulty-house.ts';

const noteOf = ({ steps }: RunOutcome, step: string) => steps.find(({ name }) => name === step)?.note;
const repeatsIn = (note: string | undefined) => Number(/, (\d+) requests? repeated/.exec(note ?? '')?.[1] ?? 0);

/** A house in which the first requests of a kind fail, as many as `most`, once `armed` is set. */
async function troubled(fault: Fault, request: Request, most: number) {
  const state = { armed: false, left: most };
  const { house, proxy } = await houseWith(fault, request, () => {
    if (!state.armed || state.left === 0) return false;
    state.left -= 1;
    return true;
  });
  return { house, proxy, arm: () => Object.assign(state, { armed: true, left: most }) };
}

test.each<[Fault, number]>([
  ['refuse', 2],
  ['cut the request', 2],
])('the upload of a backup says how often it repeated a part: %s', async (fault, most) => {
  const { house, arm, proxy } = await troubled(fault, part, most);
  arm();
  const outcome = done(await house.backup());
  expect(proxy.happened).toBe(most);
  expect(repeatsIn(noteOf(outcome, 'upload'))).toBe(most);
  expect(outcome.steps.find(({ name }) => name === 'upload')).toMatchObject({ attempts: 1 });
});

test.each<[Fault, number]>([
  ['refuse', 3],
  ['cut the answer', 2],
])(
  'a verification that reads goes on where it broke off, and says how often, also in its record: %s',
  async (fault, most) => {
    const { house, arm, proxy } = await troubled(fault, range, most);
    done(await house.backup());
    const before = proxy.happened;
    arm();
    const outcome = done(await house.verify({ read: true }));
    expect(proxy.happened - before).toBe(most);
    expect(outcome.backups).toMatchObject([{ verdict: 'passed', repeats: most }]);
    expect(noteOf(outcome, 'verify')).toBe(`1 passed, ${most} requests repeated`);
    expect(outcome.steps.find(({ name }) => name === 'verify')).toMatchObject({ attempts: 1 });
    const record = await bucketStore({ prefix: house.engine.namespace }).get(evidenceKey(outcome.runId, 'json'));
    expect(JSON.parse(String(record)).verified.backups).toMatchObject([{ repeats: most }]);
  },
);

test.each<[Fault, number]>([
  ['refuse', 3],
  ['cut the answer', 2],
])('the fetching of a restore test says how often it repeated a range: %s', async (fault, most) => {
  const { house, arm } = await troubled(fault, range, most);
  done(await house.backup());
  arm();
  expect(repeatsIn(noteOf(done(await house.restoreTest()), 'fetch'))).toBe(most);
});

test('where nothing failed, nothing is said', async () => {
  const { house } = await troubled('refuse', range, 0);
  expect(noteOf(done(await house.backup()), 'upload')).not.toContain('repeated');
  const verified = done(await house.verify({ read: true }));
  expect(noteOf(verified, 'verify')).toBe('1 passed');
  expect(verified.backups[0]).not.toHaveProperty('repeats');
});
