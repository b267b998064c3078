import { expect, test } from 'vitest';
import { judgeHistoryRetention, judgeSearchAttributes, judgeWorkerVersion } from '../../src/domain/engine-diagnosis.ts';

const DAY_MS = 86_400_000;

test.each([
  [7 * DAY_MS, 'ok'],
  [7 * DAY_MS - 1, 'warning'],
  [null, 'skipped'],
])('histories that are kept for %s ms: %s', (retentionMs, verdict) => {
  expect(judgeHistoryRetention('default', retentionMs).verdict).toBe(verdict);
});

test('missing search attributes come with the one command that registers them', () => {
  expect(judgeSearchAttributes('prod', ['FiredrillKind', 'FiredrillBackup'])).toMatchObject({
    verdict: 'warning',
    hint: 'temporal operator search-attribute create --namespace prod --name FiredrillKind --type Keyword --name FiredrillBackup --type Keyword',
  });
  expect(judgeSearchAttributes('prod', []).verdict).toBe('ok');
  expect(judgeSearchAttributes('prod', undefined).verdict).toBe('skipped');
});

test('a worker of another release is a warning', () => {
  expect(judgeWorkerVersion('1.2.0', 'db1', '1.2.0').verdict).toBe('ok');
  expect(judgeWorkerVersion('1.2.0', 'db1', '1.1.0')).toMatchObject({
    verdict: 'warning',
    found: '1.2.0 here, 1.1.0 on db1',
  });
});
