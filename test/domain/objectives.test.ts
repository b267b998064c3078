import { expect, test } from 'vitest';
import { judgeObjectives } from '../../src/domain/objectives.ts';

const HOUR = 3_600_000;
const objectives = { rtoMs: HOUR, rpoMs: 24 * HOUR };
const verdicts = (rtoMs: number, rpoMs: number) =>
  judgeObjectives(objectives, { rtoMs, rpoMs }).map(({ name, verdict }) => `${name} ${verdict}`);

test.each([
  ['met', 1, 1, ['rto passed', 'rpo passed']],
  ['met to the millisecond', HOUR, 24 * HOUR, ['rto passed', 'rpo passed']],
  ['missed by a millisecond', HOUR + 1, 24 * HOUR + 1, ['rto failed', 'rpo failed']],
  ['judged each by itself', HOUR + 1, 1, ['rto failed', 'rpo passed']],
])('objectives are %s', (_, rtoMs, rpoMs, expected) => {
  expect(verdicts(rtoMs, rpoMs)).toEqual(expected);
});

test('an objective that was not promised is not judged', () => {
  expect(judgeObjectives({ rpoMs: HOUR }, { rtoMs: 9 * HOUR, rpoMs: 1 }).map(({ name }) => name)).toEqual(['rpo']);
});

test('says what was measured and what was promised, and stays apart from the content', () => {
  expect(judgeObjectives({ rtoMs: HOUR }, { rtoMs: 2 * HOUR, rpoMs: 0 })).toEqual([
    {
      name: 'rto',
      about: 'objective',
      required: false,
      verdict: 'failed',
      expected: { atMostMs: HOUR },
      found: { durationMs: 2 * HOUR },
      source: 'objective of the policy',
      detail: 'recovery time 2 h 00 min, objective 1 h 00 min',
    },
  ]);
});

test('a missed objective never reads like a met one', () => {
  const missed = judgeObjectives({ rtoMs: HOUR, rpoMs: 25 * HOUR }, { rtoMs: HOUR + 20_000, rpoMs: 25 * HOUR + 1 });
  expect(missed.map(({ detail }) => detail)).toEqual([
    'recovery time 20 s more than 1 h 00 min, objective 1 h 00 min',
    'recovery point 1 ms more than 1 d 1 h, objective 1 d 1 h',
  ]);
});
