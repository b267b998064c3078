import { expect, test } from 'vitest';
import { sectionsOf } from '../../../src/activities/evidence/sections.ts';
import { summaryOf, titleOf } from '../../../src/activities/evidence/summary.ts';
import type { EvidenceRecord } from '../../../src/domain/evidence.ts';
import { RESTORE_TEST } from './record.ts';

const { sandbox, backup: _b, measured: _m, ...rest } = RESTORE_TEST;
if (sandbox === undefined) throw new TypeError('the record has a sandbox');

const KEPT: EvidenceRecord = {
  ...RESTORE_TEST,
  sandbox: {
    ...sandbox,
    destroyed: false,
    kept: { until: '2026-11-21T05:00:00Z', host: 'db-1', account: 'root', connect: 'psql x', destroy: 'firedrill y' },
  },
};

const ENDED: EvidenceRecord = {
  ...rest,
  run: { ...RESTORE_TEST.run, kind: 'destroy' },
  checks: [
    {
      name: 'sandbox destroyed',
      about: 'surroundings',
      required: false,
      verdict: 'passed',
      found: 'no process, no folder',
    },
  ],
  sandbox: { ...sandbox, destroyed: true, keptBy: RESTORE_TEST.run.runId },
};

const facts = (record: EvidenceRecord) =>
  sectionsOf(record).flatMap(section => (section.title === 'Sandbox' && section.kind === 'facts' ? section.facts : []));

test('evidence says until when a sandbox is kept and how to connect, and not that it was destroyed (M22)', () => {
  expect(facts(KEPT)).toEqual(
    expect.arrayContaining([
      ['Destroyed', 'not yet: kept until 2026-11-21T05:00:00Z; its destruction has a record of its own'],
      ['', 'sandbox kept until 2026-11-21T05:00:00Z; on db-1, as root: psql x'],
      ['', 'destroy it earlier: firedrill y'],
    ]),
  );
});

test('the record of the destruction names the test that had kept the sandbox', () => {
  expect(titleOf(ENDED)).toBe('Destruction of a kept sandbox of orders');
  expect(summaryOf(ENDED)).toBe(
    `The sandbox that ${RESTORE_TEST.run.runId} had kept was destroyed: no process, no folder.`,
  );
  expect(facts(ENDED)).toContainEqual(['Kept by', RESTORE_TEST.run.runId]);
});

test('a host that did not answer is no destruction', () => {
  expect(summaryOf({ ...ENDED, checks: [], sandbox: { ...sandbox, destroyed: false, keptBy: 'x' } })).toBe(
    'The sandbox that x had kept was not destroyed: its host did not answer.',
  );
});
