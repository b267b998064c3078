import { expect, test } from 'vitest';
import type { Section } from '../../../src/activities/evidence/section.ts';
import { sectionsOf } from '../../../src/activities/evidence/sections.ts';
import type { EvidenceRecord } from '../../../src/domain/evidence.ts';
import type { Check } from '../../../src/domain/verdicts.ts';
import { RESTORE_TEST } from './record.ts';

/** The rows or facts of a section, found by its title. */
const contentOf = (record: EvidenceRecord, title: string) => {
  const section = sectionsOf(record).find(candidate => candidate.title === title);
  return section && rowsOf(section);
};
const rowsOf = (section: Section) =>
  section.kind === 'table' ? section.rows : section.kind === 'facts' ? section.facts : [];

/** A run that failed before it knew its plan. */
const { backup: _b, sandbox: _s, measured: _m, policy: _p, ...rest } = RESTORE_TEST;
const EARLY: EvidenceRecord = {
  ...rest,
  verdict: 'inconclusive',
  checks: [],
  notChecked: [],
  earlier: [],
  warnings: [],
};

test('shows everything in the order in which a reader asks', () => {
  expect(sectionsOf(RESTORE_TEST).map(({ title }) => title)).toEqual([
    'Run',
    'Objectives',
    'Recovery time over the last restore tests',
    'Checks',
    'Not checked',
    'Backup',
    'Artifacts',
    'Sandbox',
    'Steps',
    'Warnings',
    'Tools',
    'Place in the chain of evidence',
    'Review',
  ]);
});

test('a restore is no point among the recovery times of restore tests', () => {
  const restore: EvidenceRecord = { ...RESTORE_TEST, run: { ...RESTORE_TEST.run, kind: 'restore' } };
  expect(sectionsOf(restore).map(({ title }) => title)).not.toContain('Recovery time over the last restore tests');
});

test('shows what there is of a run that failed before it knew its plan', () => {
  const titles = sectionsOf(EARLY).map(({ title }) => title);
  expect(titles).toEqual(['Run', 'Not checked', 'Steps', 'Tools', 'Place in the chain of evidence', 'Review']);
  expect(contentOf(EARLY, 'Run')).toContainEqual(['Policy', 'not decided']);
});

test('shows what failed first, then what could not be tested, then what passed', () => {
  const verdicts = ['passed', 'skipped', 'failed', 'inconclusive'] as const;
  const checks = verdicts.map((verdict): Check => ({ name: verdict, about: 'content', required: true, verdict }));
  const names = contentOf({ ...RESTORE_TEST, checks }, 'Checks')?.map(([name]) => name);
  expect(names).toEqual(['failed', 'inconclusive', 'skipped', 'passed']);
});

test('tells a check that found nothing from one that was not made', () => {
  const base: Check = { name: 'table public.a', about: 'content', required: true, verdict: 'failed' };
  const missing: Check = { ...base, expected: { rows: 1 }, found: null, source: 'proof', detail: 'it is not there' };
  const unmade: Check = { ...base, name: 'indexes', verdict: 'inconclusive' };
  expect(contentOf({ ...RESTORE_TEST, checks: [missing, unmade] }, 'Checks')).toEqual([
    ['table public.a: it is not there', { verdict: 'failed' }, 'rows 1', 'nothing', 'proof'],
    ['indexes', { verdict: 'inconclusive' }, '', '', ''],
  ]);
});

test('shows what the test command wrote last, a line in a row', () => {
  const check: Check = {
    name: 'test command',
    about: 'content',
    required: true,
    verdict: 'failed',
    output: 'a\n| b |',
  };
  const record = { ...RESTORE_TEST, checks: [check] };
  expect(contentOf(record, 'End of the output of: test command')).toEqual([['a'], ['| b |']]);
});

test('never calls an objective met that nobody set', () => {
  const policy = { name: 'lax', digest: 'd'.repeat(64), objectives: {} };
  const rows = contentOf({ ...RESTORE_TEST, policy, checks: [] }, 'Objectives');
  expect(rows?.map(([, ...row]) => row)).toEqual([
    ['none set', '5 min 29 s', { verdict: 'skipped' }],
    ['none set', '59 min 57 s', { verdict: 'skipped' }],
  ]);
});

test('says so where nothing was left out', () => {
  const section = sectionsOf({ ...RESTORE_TEST, notChecked: [] }).find(({ title }) => title === 'Not checked');
  expect(section?.text).toBe('Nothing that this run could have checked was left out.');
});

test('says how old the backup was and how it was chosen', () => {
  const facts = contentOf(RESTORE_TEST, 'Backup');
  expect(facts).toContainEqual(['Chosen', 'the newest one']);
  expect(facts).toContainEqual([
    'Taken',
    "2026-11-21 02:00:03 UTC by the source's clock (1 h 07 min before the end of this run)",
  ]);
});

test('says that a sandbox was left behind', () => {
  const sandbox = RESTORE_TEST.sandbox && { ...RESTORE_TEST.sandbox, destroyed: false };
  expect(contentOf({ ...RESTORE_TEST, sandbox }, 'Sandbox')).toContainEqual(['Destroyed', 'no']);
});

test('says of the first record that there is none before it', () => {
  expect(contentOf({ ...RESTORE_TEST, sequence: 1, previous: null }, 'Place in the chain of evidence')).toEqual([
    ['Record', '1 of this repository'],
    ['Record before it', 'none, this is the first'],
    ['Its SHA-256', 'none'],
  ]);
});
