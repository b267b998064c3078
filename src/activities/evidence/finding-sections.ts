import { formatDuration } from '../../domain/durations.ts';
import type { EvidenceRecord } from '../../domain/evidence.ts';
import { formatObservation } from '../../domain/observations.ts';
import type { Check, Observation, Verdict } from '../../domain/verdicts.ts';
import type { Cell, Section } from './section.ts';

/** What was promised and what was measured. */
export function objectives({ policy, measured, checks }: EvidenceRecord): readonly Section[] {
  if (measured === undefined) return [];
  const judged = (name: string): Cell => ({ verdict: checks.find(check => check.name === name)?.verdict ?? 'skipped' });
  const objective = (ms: number | undefined) => (ms === undefined ? 'none set' : formatDuration(ms));
  return [
    {
      title: 'Objectives',
      kind: 'table',
      columns: ['Objective', 'Target', 'Measured', 'Verdict'],
      rows: [
        [
          'Recovery time (RTO): first fetched byte to a database with statistics',
          objective(policy?.objectives.rtoMs),
          formatDuration(measured.rtoMs),
          judged('rto'),
        ],
        [
          'Recovery point (RPO): newest snapshot to the start of this test',
          objective(policy?.objectives.rpoMs),
          formatDuration(measured.rpoMs),
          judged('rpo'),
        ],
      ],
    },
  ];
}

/** Recovery times of earlier restore tests and this one. A restore, of a part perhaps and into another server, is no point among them. */
export function trend({ earlier, measured, policy, run }: EvidenceRecord): readonly Section[] {
  if (run.kind !== 'restore-test' || measured === undefined || earlier.length === 0) return [];
  const points = [...earlier, { ...measured, runId: run.runId, startedAt: run.startedAt }];
  return [
    {
      title: 'Recovery time over the last restore tests',
      kind: 'trend',
      points: points.map(({ startedAt, rtoMs }) => ({ label: startedAt.slice(0, 10), durationMs: rtoMs })),
      objectiveMs: policy?.objectives.rtoMs,
    },
  ];
}

const ORDER: readonly Verdict[] = ['failed', 'inconclusive', 'skipped', 'passed'];

/** Every check, the gravest first. */
export function checks(record: EvidenceRecord): readonly Section[] {
  if (record.checks.length === 0) return [];
  const sorted = record.checks.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  return [
    {
      title: 'Checks',
      text: 'What was examined, what was expected and where that came from, and what was found. A check that did not run is never counted as passed.',
      kind: 'table',
      columns: ['Check', 'Verdict', 'Expected', 'Found', 'Expectation from'],
      rows: sorted.map(check => [
        nameWithDetail(check),
        { verdict: check.verdict },
        observed(check.expected),
        observed(check.found),
        check.source ?? '',
      ]),
    },
  ];
}

/** What the application's test command wrote last, line by line. */
export function output({ checks }: EvidenceRecord): readonly Section[] {
  return checks.flatMap(({ name, output }): readonly Section[] => {
    if (output === undefined) return [];
    const rows = output.split('\n').map(line => [line]);
    return [{ title: `End of the output of: ${name}`, kind: 'table', columns: ['Line'], rows }];
  });
}

/** What this run left out, and why. */
export function notChecked({ notChecked }: EvidenceRecord): readonly Section[] {
  return [
    {
      title: 'Not checked',
      text: notChecked.length === 0 ? 'Nothing that this run could have checked was left out.' : undefined,
      kind: 'table',
      columns: ['What', 'Why'],
      rows: notChecked.map(({ object, reason }) => [object, reason]),
    },
  ];
}

/** A check that was not made expected and found no value; that is not the value `nothing`. */
function observed(value: Observation | undefined): string {
  return value === undefined ? '' : formatObservation(value);
}

function nameWithDetail({ name, detail }: Check): string {
  return detail === undefined ? name : `${name}: ${detail}`;
}
