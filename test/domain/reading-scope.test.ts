import { expect, test } from 'vitest';
import { describeScope, parseReadingScope } from '../../src/domain/reading-scope.ts';

test.each([
  ['nothing', {}, undefined, ''],
  ['a time without reading', { unreadFor: '30d' }, { unreadForMs: 2_592_000_000 }, 'not read for 30d'],
  ['a budget of bytes', { budget: '100GB' }, { budget: { kind: 'bytes', bytes: 100_000_000_000 } }, 'at most 100 GB'],
  ['a budget of time', { budget: '2h' }, { budget: { kind: 'time', ms: 7_200_000 } }, 'at most 2h'],
  [
    'both',
    { unreadFor: '1w', budget: '1m' },
    { unreadForMs: 604_800_000, budget: { kind: 'time', ms: 60_000 } },
    'not read for 1w, at most 1m',
  ],
])('reads %s', (_, written, scope, words) => {
  expect(parseReadingScope(written)).toEqual(scope);
  expect(describeScope(written)).toBe(words);
});

test.each([
  [{ unreadFor: 'a month' }, /--unread-for "a month"/],
  [{ budget: '100' }, /--budget "100"/],
  [{ budget: '0GB' }, /--budget "0GB"/],
  [{ budget: '0h' }, /--budget "0h"/],
  [{ budget: '1h', backup: 'latest' }, /--backup names one/],
])('refuses %j', (written, message) => {
  expect(() => parseReadingScope(written)).toThrow(message);
});
