import { expect, test } from 'vitest';
import { parseInstant } from '../../src/domain/instants.ts';

test.each([
  ['2026-11-21T02:00Z', '2026-11-21T02:00:00.000Z'],
  ['2026-11-21 02:00:30Z', '2026-11-21T02:00:30.000Z'],
  ['2026-11-21t02:00:30.123456z', '2026-11-21T02:00:30.123Z'],
  ['2026-11-21T02:00+02:00', '2026-11-21T00:00:00.000Z'],
  ['2026-11-21T02:00+0530', '2026-11-20T20:30:00.000Z'],
  ['2026-11-21T02:00-08', '2026-11-21T10:00:00.000Z'],
  ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
])('reads %s as %s', (text, instant) => {
  expect(parseInstant(text)).toBe(instant);
});

test('names both readings of a time without a zone, and how to say which', () => {
  expect(() => parseInstant('2026-11-21T02:00', wallClock => `${wallClock}+01:00`)).toThrow(
    expect.objectContaining({
      kind: 'UsageInvalid',
      message: '"2026-11-21T02:00" has no zone: it could be 2026-11-21T02:00:00Z or 2026-11-21T02:00:00+01:00',
      hint: 'add Z for UTC, or an offset such as +02:00',
    }),
  );
});

test.each([
  '',
  'yesterday',
  '21.11.2026 02:00Z',
  '2026-02-30T02:00Z',
  '2026-13-01T02:00Z',
  '2026-11-21',
  '2026-11-21T24:00Z',
  '2026-11-21T02:60Z',
  '2026-11-21T02Z',
  '1763690400',
])('refuses %j with an example', text => {
  expect(() => parseInstant(text)).toThrow(
    expect.objectContaining({ kind: 'UsageInvalid', hint: expect.stringMatching(/^write it like \d{4}-.*T02:00Z$/) }),
  );
});
