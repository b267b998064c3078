import { FAILURES, type FailureReport } from './failures.ts';
import { describeCheck } from './observations.ts';
import { type Check, overallVerdict, type Verdict } from './verdicts.ts';

/** What a verification found of one backup. */
export interface VerifiedBackup {
  readonly backupId: string;
  readonly verdict: Exclude<Verdict, 'skipped'>;
  /** Absent where its manifest could not be read. */
  readonly takenAt?: string;
  readonly storedBytes?: number;
  /** When its reading ended, RFC 3339; absent where it was not read, or not to its end. */
  readonly readAt?: string;
  /** How many requests had to be made again; absent where none had. */
  readonly repeats?: number;
  readonly checks: readonly Check[];
  /** Why it did not pass. */
  readonly failure?: FailureReport;
  readonly warnings: readonly string[];
}

/** How a verification ends: its verdict, and the failure that the run ends with where it does not end well. */
export interface VerifyVerdict {
  readonly verdict: Exclude<Verdict, 'skipped'>;
  readonly failure?: FailureReport;
}

/** Checks that a failure's message names; all of them stand in the result. */
const NAMED = 5;

const HINT = 'keep this backup for the inquiry, look at another copy with --repository, and take a new one';

/** Judges one backup by its checks; `stopped` is what kept the rest from being made. */
export function judgeBackup(checks: readonly Check[], stopped?: FailureReport): VerifyVerdict {
  const verdict = stopped === undefined ? overallVerdict(checks) : 'inconclusive';
  if (verdict === 'passed') return { verdict };
  const failed = checks.filter(check => check.verdict === 'failed');
  const [first] = failed;
  if (first !== undefined)
    return { verdict: 'failed', failure: { kind: kindOf(first), message: name(failed), hint: HINT } };
  const unmade = checks.filter(check => check.verdict !== 'passed');
  return {
    verdict: 'inconclusive',
    failure: stopped ?? { kind: 'Inconclusive', message: name(unmade) || 'no check was made' },
  };
}

/**
 * What is known of several backups: the gravest counts, and what was found stays found when the run was stopped later. `nothingDue`
 * says that each backup has been read well not long ago, as was asked.
 */
export function concludeVerify(
  backups: readonly VerifiedBackup[],
  stopped: FailureReport | undefined,
  nothingDue = false,
): VerifyVerdict {
  if (stopped !== undefined && isFinding(stopped)) return { verdict: 'failed', failure: stopped };
  const damaged = backups.filter(({ verdict }) => verdict === 'failed');
  if (damaged.length > 0) return { verdict: 'failed', failure: join(damaged) };
  if (stopped !== undefined) return { verdict: 'inconclusive', failure: stopped };
  const doubtful = backups.filter(({ verdict }) => verdict === 'inconclusive');
  if (doubtful.length > 0) return { verdict: 'inconclusive', failure: join(doubtful) };
  if (backups.length === 0 && !nothingDue)
    return { verdict: 'inconclusive', failure: { kind: 'Inconclusive', message: 'nothing was verified' } };
  return { verdict: 'passed' };
}

/** One failure for several backups: of the first one's kind, naming them all up to a bound. */
function join(backups: readonly VerifiedBackup[]): FailureReport {
  const first = backups[0]?.failure;
  const told = backups.slice(0, NAMED).map(({ backupId, failure }) => `${backupId}: ${failure?.message ?? 'unknown'}`);
  const more = backups.length > NAMED ? [`and ${backups.length - NAMED} more`] : [];
  return { kind: first?.kind ?? 'Inconclusive', message: [...told, ...more].join('; '), hint: first?.hint };
}

function kindOf(check: Check): FailureReport['kind'] {
  if (check.name === MANIFEST_CHECK) return 'ManifestDamaged';
  return check.name.endsWith(' size') && check.found === null ? 'ArtifactMissing' : 'ArtifactDamaged';
}

/** Name of the check of the manifest's seal. */
export const MANIFEST_CHECK = 'manifest';

function isFinding({ kind }: FailureReport): boolean {
  return FAILURES[kind].class === 'finding' && kind !== 'Inconclusive';
}

function name(checks: readonly Check[]): string {
  const told = (check: Check) => (check.detail === undefined ? describeCheck(check) : `${check.name}: ${check.detail}`);
  const shown = checks.slice(0, NAMED).map(told).join('; ');
  return checks.length > NAMED ? `${shown}; and ${checks.length - NAMED} more` : shown;
}
