import { expect, test } from 'vitest';
import { RUN_KINDS } from '../../src/domain/runs.ts';
import { STEPS, stepDurationMs } from '../../src/domain/steps.ts';

test('commits the manifest after the stored bytes were verified, then brings copies that lack, and records last', () => {
  expect(STEPS.backup.slice(-4)).toEqual(['verify', 'commit', 'copies', 'record']);
});

test('destroys the sandbox before the record is written, which says so', () => {
  expect(STEPS['restore-test'].slice(-2)).toEqual(['destroy', 'record']);
});

test.each(RUN_KINDS)('names no step of a %s twice', kind => {
  expect(new Set(STEPS[kind]).size).toBe(STEPS[kind].length);
});

test.each([
  ['has ended', { startedAt: '2026-11-21T02:00:00Z', endedAt: '2026-11-21T02:00:01.250Z' }, 1_250],
  ['is running', { startedAt: '2026-11-21T02:00:00Z' }, undefined],
  ['never began', {}, undefined],
])('knows the duration of a step that %s', (_, times, durationMs) => {
  expect(stepDurationMs({ name: 'dump', state: 'done', ...times })).toBe(durationMs);
});
