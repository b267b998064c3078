import { count } from '../../domain/counting.ts';
import { formatDuration } from '../../domain/durations.ts';
import type { EvidenceRecord } from '../../domain/evidence.ts';
import type { ProofSummary } from '../../domain/manifest.ts';
import { formatObservation } from '../../domain/observations.ts';
import { contentOf } from '../../domain/proof-words.ts';
import { formatSize } from '../../domain/sizes.ts';
import { stepDurationMs } from '../../domain/steps.ts';
import { type Check, missedObjectives, type Observation, type Verdict } from '../../domain/verdicts.ts';

/** A cell of a table; a verdict is shown with its colour and its word. */
export type Cell = string | { readonly verdict: Verdict };

/** One part of a report, in a form that every rendering can show. */
export type Section = { readonly title: string; readonly text?: string } & (
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [string, string])[] }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'trend'; readonly points: readonly TrendPoint[]; readonly objectiveMs?: number }
  | { readonly kind: 'review'; readonly lines: readonly string[] }
);

/** One measured recovery time. */
export interface TrendPoint {
  readonly label: string;
  readonly durationMs: number;
}

/** Everything a report shows, in order. */
export function sectionsOf(record: EvidenceRecord): readonly Section[] {
  return [
    run(record),
    ...objectives(record),
    ...trend(record),
    ...checks(record),
    ...notChecked(record),
    ...backup(record),
    ...sandbox(record),
    steps(record),
    ...warnings(record),
    tools(record),
    chain(record),
    review(),
  ];
}

/** `Restore test of orders`. */
export function titleOf(record: EvidenceRecord): string {
  return `${record.run.kind === 'backup' ? 'Backup' : 'Restore test'} of ${record.run.target}`;
}

/** The one sentence that answers the reader's question. */
export function summaryOf(record: EvidenceRecord): string {
  const { run, backup, verdict, failure, measured } = record;
  if (failure !== undefined && verdict !== 'passed')
    return `${sentence(failure.message)}${failure.hint ? ` ${sentence(failure.hint)}` : ''}`;
  if (backup === undefined) return 'Nothing was examined.';
  const { backupId, database, proof } = backup;
  if (run.kind === 'backup') {
    const dumped = proof.mode === 'off' ? `${database} was dumped` : `${contentOf(proof)} of ${database} were dumped`;
    return `${dumped}, stored encrypted, verified and committed as ${backupId}.`;
  }
  const missed = missedObjectives(record.checks).map(check => check.detail);
  const time = measured === undefined ? '' : ` in ${formatDuration(measured.rtoMs)}`;
  const objective = missed.length === 0 ? '' : ` Missed: ${missed.join('; ')}.`;
  return `${backupId} was restored${time}${compared(proof)}.${objective}`;
}

/** What the comparison can say: no more than the proof covers. */
function compared(proof: ProofSummary): string {
  switch (proof.mode) {
    case 'full':
      return `, and ${contentOf(proof)} are what they were when it was taken`;
    case 'counts':
      return `, and ${contentOf(proof)} are as many as when it was taken; only their number was compared`;
    case 'off':
      return '; its content was not compared, since the policy takes no proof';
  }
}

function run({ run, request, endedAt, policy, hosts }: EvidenceRecord): Section {
  return {
    title: 'Run',
    kind: 'facts',
    facts: [
      ['Run', run.runId],
      ['Asked for by', request.by],
      ['Reason', request.reason ?? 'none given'],
      ['Started', instant(run.startedAt)],
      ['Ended', `${instant(endedAt)} (${formatDuration(Date.parse(endedAt) - Date.parse(run.startedAt))})`],
      ['Policy', policy === undefined ? 'not decided' : `${policy.name} (SHA-256 ${policy.digest.slice(0, 16)}…)`],
      ['Hosts', hosts.join(', ') || 'none'],
      ['Temporal workflow', `${run.workflowId}, first execution ${run.firstExecutionRunId}`],
    ],
  };
}

function objectives({ policy, measured, checks }: EvidenceRecord): readonly Section[] {
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

function trend({ earlier, measured, policy, run }: EvidenceRecord): readonly Section[] {
  if (measured === undefined || earlier.length === 0) return [];
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

function checks(record: EvidenceRecord): readonly Section[] {
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

function notChecked({ notChecked }: EvidenceRecord): readonly Section[] {
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

function backup({ backup, endedAt }: EvidenceRecord): readonly Section[] {
  if (backup === undefined) return [];
  const age = formatDuration(Date.parse(endedAt) - Date.parse(backup.takenAt));
  return [
    {
      title: 'Backup',
      kind: 'facts',
      facts: [
        ['Backup', backup.backupId],
        ...(backup.chosen === undefined ? [] : [['Chosen', backup.chosen] as const]),
        ['Taken', `${instant(backup.takenAt)} by the source's clock (${age} before the end of this run)`],
        ['Database', `${backup.database}, ${formatSize(backup.databaseBytes)}, PostgreSQL ${backup.serverVersion}`],
        [
          'Proof',
          `${backup.proof.mode}: ${count(backup.proof.tables, 'table')}, ${count(backup.proof.rows, 'row')}, ${count(backup.proof.largeObjects, 'large object')}, ${count(backup.proof.sequences, 'sequence')} (${backup.proof.recipe})`,
        ],
        ['Encryption', `${backup.encryption.algorithm}, key ${backup.encryption.keyId}`],
        ...backup.repositories.map(
          ({ name, place, verifiedBy }) =>
            ['Stored in', `${name} (${place})${verifiedBy === undefined ? '' : `, ${verifiedBy}`}`] as const,
        ),
      ],
    },
    {
      title: 'Artifacts',
      kind: 'table',
      columns: ['Artifact', 'Stored size', 'SHA-256 of the stored bytes'],
      rows: backup.artifacts.map(({ name, sizeBytes, sha256 }) => [name, formatSize(sizeBytes), sha256]),
    },
  ];
}

function sandbox({ sandbox }: EvidenceRecord): readonly Section[] {
  if (sandbox === undefined) return [];
  return [
    {
      title: 'Sandbox',
      kind: 'facts',
      facts: [
        ['Sandbox', `${sandbox.name} (${sandbox.kind}), PostgreSQL ${sandbox.serverVersion}`],
        ['Isolation', sandbox.isolation.level],
        ...sandbox.isolation.facts.map(fact => ['', fact] as const),
        ...Object.entries(sandbox.settings).map(([name, value]) => [name, value] as const),
        ['Destroyed', sandbox.destroyed ? 'yes, and seen to be gone' : 'no'],
      ],
    },
  ];
}

function steps({ steps }: EvidenceRecord): Section {
  return {
    title: 'Steps',
    kind: 'table',
    columns: ['Step', 'State', 'Started', 'Duration', 'Attempts', 'Result'],
    // The step that writes this record cannot tell its own end.
    rows: steps
      .filter(({ name }) => name !== 'record')
      .map(step => {
        const durationMs = stepDurationMs(step);
        return [
          step.name,
          step.state,
          step.startedAt === undefined ? '' : instant(step.startedAt),
          durationMs === undefined ? '' : formatDuration(durationMs),
          step.attempts === undefined ? '' : String(step.attempts),
          step.note ?? '',
        ];
      }),
  };
}

function warnings({ warnings }: EvidenceRecord): readonly Section[] {
  if (warnings.length === 0) return [];
  return [{ title: 'Warnings', kind: 'table', columns: ['Warning'], rows: warnings.map(warning => [warning]) }];
}

function tools({ tools }: EvidenceRecord): Section {
  return { title: 'Tools', kind: 'facts', facts: Object.entries(tools) };
}

function chain({ sequence, previous }: EvidenceRecord): Section {
  return {
    title: 'Place in the chain of evidence',
    kind: 'facts',
    facts: [
      ['Record', `${sequence} of this repository`],
      ['Record before it', previous === null ? 'none, this is the first' : previous.runId],
      ['Its SHA-256', previous?.sha256 ?? 'none'],
    ],
  };
}

function review(): Section {
  return {
    title: 'Review',
    text: 'For the person who reads this record.',
    kind: 'review',
    lines: ['Reviewed by', 'Date', 'Finding and owner', 'Signature'],
  };
}

/** A check that was not made expected and found no value; that is not the value `nothing`. */
function observed(value: Observation | undefined): string {
  return value === undefined ? '' : formatObservation(value);
}

function nameWithDetail({ name, detail }: Check): string {
  return detail === undefined ? name : `${name}: ${detail}`;
}

function instant(text: string): string {
  return `${text.slice(0, 19).replace('T', ' ')} UTC`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? '' : '.'}`;
}
