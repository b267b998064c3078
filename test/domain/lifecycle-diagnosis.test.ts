import { describe, expect, test } from 'vitest';
import { judgeLifecycle, type LifecycleRule } from '../../src/domain/lifecycle-diagnosis.ts';

describe('a lifecycle rule', () => {
  const deletes: LifecycleRule = { id: 'old', prefix: '', tagged: false, expires: true, movesTo: [] };
  test.each([
    ['that deletes in the whole bucket', deletes, 'p', 'failed'],
    ['that deletes above the prefix', { ...deletes, prefix: 'p' }, 'p/q', 'failed'],
    ['that deletes below the prefix', { ...deletes, prefix: 'p/targets/' }, 'p', 'failed'],
    ['that deletes backups in a repository of the whole bucket', { ...deletes, prefix: 'targets/' }, '', 'failed'],
    ['that deletes what is not Firedrill’s in a bucket of both', { ...deletes, prefix: 'logs/' }, '', 'ok'],
    ['that deletes elsewhere', { ...deletes, prefix: 'logs/' }, 'p', 'ok'],
    ['that deletes beside a prefix that begins alike', { ...deletes, prefix: 'p-old/' }, 'p', 'ok'],
    ['that deletes what has a tag', { ...deletes, tagged: true }, 'p', 'ok'],
    ['that moves to an archive', { ...deletes, expires: false, movesTo: ['GLACIER'] }, 'p', 'failed'],
    [
      'that moves to a class that can be read',
      { ...deletes, expires: false, movesTo: ['STANDARD_IA'] },
      'p',
      'warning',
    ],
    ['that does neither', { ...deletes, expires: false }, 'p', 'ok'],
  ])('%s', (_, rule, prefix, verdict) => {
    expect(judgeLifecycle('s3: lifecycle', prefix, { told: [rule] }).map(found => found.verdict)).toEqual([verdict]);
  });
});
