import { formatDuration } from '../../domain/durations.ts';
import type { EvidenceRecord } from '../../domain/evidence.ts';
import { stepDurationMs } from '../../domain/steps.ts';
import { instant, type Section } from './section.ts';

/** Who asked for the run, when, and by which rules. */
export function run({ run, request, endedAt, policy, hosts }: EvidenceRecord): Section {
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

/** What the run did, in order. */
export function steps({ steps }: EvidenceRecord): Section {
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

/** What the reader should know besides the verdict. */
export function warnings({ warnings }: EvidenceRecord): readonly Section[] {
  if (warnings.length === 0) return [];
  return [{ title: 'Warnings', kind: 'table', columns: ['Warning'], rows: warnings.map(warning => [warning]) }];
}

/** Where the record stands among the others of its repository. */
export function chain({ sequence, previous }: EvidenceRecord): Section {
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

/** Lines for a signature. */
export function review(): Section {
  return {
    title: 'Review',
    text: 'For the person who reads this record.',
    kind: 'review',
    lines: ['Reviewed by', 'Date', 'Finding and owner', 'Signature'],
  };
}
