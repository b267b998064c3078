import { FAILURES, type FailureReport } from './failures.ts';
import { describeCheck } from './observations.ts';
import { type Check, missedObjectives, overallVerdict, type Verdict } from './verdicts.ts';

/** How a restore test ends: its verdict, and the failure that the run ends with where it does not end well. */
export interface RestoreVerdict {
  readonly verdict: Exclude<Verdict, 'skipped'>;
  readonly failure?: FailureReport;
}

/** Differences that the failure's message names; all of them stand in the checks. */
const NAMED = 5;

/**
 * Concludes from the checks, or from the failure that kept them from being made. A backup that could not be tested is
 * inconclusive, whatever the reason: only a finding about the backup itself fails it. What was found before the test was
 * stopped stays found.
 */
export function concludeRestoreTest(checks: readonly Check[], stopped: FailureReport | undefined): RestoreVerdict {
  if (stopped !== undefined && isFinding(stopped)) return { verdict: 'failed', failure: stopped };
  const verdict = overallVerdict(checks);
  if (verdict === 'failed') return { verdict, failure: differenceFailure(checks) };
  if (stopped !== undefined) return { verdict: 'inconclusive', failure: stopped };
  if (verdict === 'inconclusive') return { verdict, failure: untestedFailure(checks) };
  const missed = missedObjectives(checks);
  if (missed.length === 0) return { verdict };
  return {
    verdict,
    failure: { kind: 'ObjectiveMissed', message: missed.map(check => check.detail ?? check.name).join('; ') },
  };
}

function isFinding({ kind }: FailureReport): boolean {
  return FAILURES[kind].class === 'finding' && kind !== 'Inconclusive';
}

function untestedFailure(checks: readonly Check[]): FailureReport {
  const kind = checks.find(check => check.required && check.verdict === 'inconclusive' && check.failure)?.failure;
  return {
    kind: kind ?? 'Inconclusive',
    message: name(checks, ['inconclusive', 'skipped']) || 'no check was made',
    ...(kind === 'ConfigurationInvalid' ? { hint: MEND_ASSERTION } : {}),
  };
}

const MEND_ASSERTION =
  'correct it in checks.sql of the policy and restart the worker; the backup itself is not in doubt';

function differenceFailure(checks: readonly Check[]): FailureReport {
  const failed = checks.filter(check => check.required && check.verdict === 'failed');
  const kind = failed.some(check => check.name === 'restore') ? 'RestoreFailed' : 'DataDiffers';
  return {
    kind,
    message: name(checks, ['failed']),
    hint: 'keep this backup for the inquiry, take a new one, and restore-test an older one',
  };
}

function name(checks: readonly Check[], verdicts: readonly Verdict[]): string {
  const wanted = checks.filter(check => check.required && verdicts.includes(check.verdict));
  const shown = wanted.slice(0, NAMED).map(describeCheck).join('; ');
  return wanted.length > NAMED ? `${shown}; and ${wanted.length - NAMED} more` : shown;
}

/** Checks of a restore that was not allowed to make everything: what did not pass says nothing about the backup. */
export function excuseFailures(checks: readonly Check[], why: string): readonly Check[] {
  return checks.map(check => {
    if (check.verdict === 'passed' || check.verdict === 'skipped') return check;
    return { ...check, verdict: 'inconclusive', detail: `${why}${check.detail ? `: ${check.detail}` : ''}` };
  });
}
