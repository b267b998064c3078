import { expect, test } from 'vitest';
import { type BucketSettings, judgeRequest, judgeSettings } from '../../src/domain/bucket-diagnosis.ts';

const RESOURCE = 'arn:aws:s3:::b/p/*';

test('a refused request names the missing right', () => {
  expect(judgeRequest('s3', 'put', { answer: 'refused' }, RESOURCE)).toEqual({
    group: 'repository',
    label: 's3: put',
    verdict: 'failed',
    found: 'refused: s3:PutObject is missing',
    hint: `allow s3:PutObject on ${RESOURCE}`,
  });
});

test.each([
  ['done', 'ok'],
  ['not tried', 'skipped'],
  ['refused', 'failed'],
] as const)('a request that was %s is %s', (answer, verdict) => {
  expect(judgeRequest('s3', 'get', { answer }, RESOURCE).verdict).toBe(verdict);
});

test('a store that answers and does not do it has failed', () => {
  const tried = { answer: 'wrong', how: 'the store ignores If-None-Match' } as const;
  expect(judgeRequest('s3', 'put if absent', tried, RESOURCE)).toMatchObject({ verdict: 'failed', found: tried.how });
});

test.each(['delete', 'abort multipart'] as const)('backups are made without %s: a warning', request => {
  expect(judgeRequest('s3', request, { answer: 'refused' }, RESOURCE).verdict).toBe('warning');
});

const GOOD: BucketSettings = {
  versioning: { told: true },
  objectLock: { told: true },
  encryption: { told: 'AES256' },
  publicAccessBlock: { told: true },
  lifecycle: { told: [] },
};
const verdicts = (settings: Partial<BucketSettings>) =>
  judgeSettings('s3', 'b', 'p', { ...GOOD, ...settings }).map(({ verdict }) => verdict);

test('a bucket that is protected in every way is ok', () => {
  expect(verdicts({})).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
});

test('each protection that is off is a warning', () => {
  const off = { told: false };
  expect(
    verdicts({ versioning: off, objectLock: off, encryption: { told: null }, publicAccessBlock: off }).slice(0, 4),
  ).toEqual(['warning', 'warning', 'warning', 'warning']);
});

test('what the store does not tell is skipped, never ok', () => {
  const silent = { unanswered: 'the store does not answer this (NotImplemented)' };
  const all = { versioning: silent, objectLock: silent, encryption: silent, publicAccessBlock: silent };
  expect(verdicts({ ...all, lifecycle: silent })).toEqual(Array(5).fill('skipped'));
});
