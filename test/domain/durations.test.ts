import { expect, test } from 'vitest';
import { formatBeyond, formatDuration, parseDuration } from '../../src/domain/durations.ts';

test.each([
  ['250ms', 250],
  ['30s', 30_000],
  ['30m', 1_800_000],
  ['26h', 93_600_000],
  ['1.5h', 5_400_000],
  ['90d', 7_776_000_000],
  ['2w', 1_209_600_000],
  ['0.0004s', 0],
])('reads %s as %i milliseconds', (text, durationMs) => {
  expect(parseDuration(text)).toBe(durationMs);
});

test.each([
  '',
  '26',
  'h',
  '26 h',
  '-1h',
  '1h30m',
  '1e3s',
  '26H',
  '1,5h',
  'Infinityh',
  '26h; rm',
  `${'9'.repeat(400)}s`,
  '99999999999999999w',
])('takes %j for no duration', text => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  [-5, '0.0 s'],
  [0, '0.0 s'],
  [449, '0.4 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [59_499, '59 s'],
  [59_500, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [3_599_499, '59 min 59 s'],
  [3_599_500, '1 h 00 min'],
  [7_800_000, '2 h 10 min'],
  [86_369_499, '23 h 59 min'],
  [86_370_000, '1 d 0 h'],
  [273_600_000, '3 d 4 h'],
])('shows %i milliseconds as %j', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

const HOUR = 3_600_000;

test.each([
  [26 * HOUR, 25 * HOUR, '1 d 2 h'],
  [25 * HOUR + 1_740_000, 25 * HOUR, '29 min 00 s more than 1 d 1 h'],
  [25 * HOUR + 40_000, 25 * HOUR, '40 s more than 1 d 1 h'],
  [60_400, 60_000, '0.4 s more than 1 min 00 s'],
  [60_001, 60_000, '1 ms more than 1 min 00 s'],
])('shows %i milliseconds above a limit of %i so that the two differ: %j', (durationMs, limitMs, text) => {
  expect(formatBeyond(durationMs, limitMs)).toBe(text);
});
