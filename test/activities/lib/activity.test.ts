import { hostname } from 'node:os';
import { ApplicationFailure } from '@temporalio/activity';
import { expect, test } from 'vitest';
import { asActivity, type Done } from '../../../src/activities/lib/activity.ts';
import type { Job } from '../../../src/activities/lib/job.ts';
import { FAILURES, Failure, type FailureKind } from '../../../src/domain/failures.ts';
import { type ActivityFacts, activityDeps, activityEnvironment } from './outside-worker.ts';

/** Runs work as an activity and returns its failure. */
async function failureOf(work: () => Promise<unknown>, facts: ActivityFacts = {}): Promise<ApplicationFailure> {
  const activity = asActivity(activityDeps(), work);
  const failure: unknown = await activityEnvironment(facts)
    .run(activity, {})
    .catch((error: unknown) => error);
  if (!(failure instanceof ApplicationFailure)) throw new Error('expected a failure', { cause: failure });
  return failure;
}

test('returns the value, with the attempt, the host and the times of its making', async () => {
  const activity = asActivity(activityDeps(), async (name: string, job: Job) => `${name}, try ${job.attempt}`);
  const scheduledTimestampMs = Date.parse('2026-11-21T02:00:00.000Z');
  const done = await activityEnvironment({ attempt: 3, scheduledTimestampMs }).run(activity, 'orders');
  expect(done).toEqual({
    value: 'orders, try 3',
    attempt: 3,
    host: hostname(),
    startedAt: '2026-11-21T02:00:00.000Z',
    endedAt: expect.stringMatching(/^\d{4}-.*Z$/),
  });
});

test("counts a first try from its own beginning, not from the server's clock", async () => {
  const scheduledTimestampMs = Date.now() + 3_600_000;
  const activity = asActivity(activityDeps(), async () => 'done');
  const done: Done<string> = await activityEnvironment({ attempt: 1, scheduledTimestampMs }).run(activity, {});
  expect(Date.parse(done.startedAt)).toBeLessThan(scheduledTimestampMs);
});

test('never ends before it began, whatever the clocks say', async () => {
  const scheduledTimestampMs = Date.now() + 3_600_000;
  const activity = asActivity(activityDeps(), async () => 'done');
  const done: Done<string> = await activityEnvironment({ attempt: 2, scheduledTimestampMs }).run(activity, {});
  expect(done.endedAt).toBe(done.startedAt);
});

const KINDS = Object.keys(FAILURES).filter((kind): kind is FailureKind => kind in FAILURES);

test.each(KINDS)('fails as %s, tried again only where that may help', async kind => {
  const failure = await failureOf(() =>
    Promise.reject(new Failure(kind, 'the server does not answer', { hint: 'is it up?' })),
  );
  expect(failure).toMatchObject({
    type: kind,
    message: 'the server does not answer',
    nonRetryable: !FAILURES[kind].retryable,
    details: [{ hint: 'is it up?', attempt: 1 }],
  });
});

test('keeps causes out of what goes into the history', async () => {
  const cause = new Error('password planted-secret refused');
  const failure = await failureOf(() => Promise.reject(new Failure('CredentialsRejected', 'refused', { cause })));
  expect(JSON.stringify({ ...failure, message: failure.message, stack: failure.stack })).not.toContain(
    'planted-secret',
  );
  expect(failure.cause).toBeUndefined();
});

test('calls anything that is no Failure a bug, names it, and ends the run', async () => {
  const failure = await failureOf(() => Promise.reject(new TypeError('x is not a function')));
  expect(failure).toMatchObject({ type: 'Bug', message: 'TypeError: x is not a function', nonRetryable: true });
});

test.each([
  ['a Failure', new Failure('DumpFailed', 'x'.repeat(10_000))],
  ['a bug', new Error('x'.repeat(10_000))],
])('bounds the message of %s', async (_, error) => {
  expect((await failureOf(() => Promise.reject(error))).message).toHaveLength(2_000);
});

const HOUR = 3_600_000;

test.each([
  [6.1 * HOUR, 'no answer (given up after 6 h 06 min)', true],
  [5.9 * HOUR, 'no answer', false],
])('a step whose attempt began %i ms after its first one fails with: %s', async (sinceMs, message, nonRetryable) => {
  const facts = { attempt: 40, scheduledTimestampMs: 1_000, currentAttemptScheduledTimestampMs: 1_000 + sinceMs };
  const failure = await failureOf(() => Promise.reject(new Failure('SourceUnreachable', 'no answer')), facts);
  expect(failure).toMatchObject({ type: 'SourceUnreachable', nonRetryable, message });
});
