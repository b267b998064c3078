import { formatBeyond, formatDuration } from './durations.ts';
import type { Objectives, ProofMode } from './policies.ts';
import type { Verdict } from './verdicts.ts';

/** The one word that answers "am I safe?" for a target. */
export type StatusVerdict = 'proven' | 'unproven' | 'inconclusive' | 'stale' | 'unprotected' | 'failed' | 'unknown';

/** Exit code of `status` for each verdict; the command ends with that of the worst. In the order from best to worst. */
export const STATUS_EXIT_CODES: { readonly [verdict in StatusVerdict]: number } = {
  proven: 0,
  unproven: 8,
  inconclusive: 8,
  stale: 7,
  unprotected: 7,
  failed: 4,
  unknown: 20,
};

/** What is known of a target. */
export interface StatusFacts {
  readonly objectives: Objectives;
  readonly newestBackup?: {
    readonly backupId: string;
    readonly takenAt: string;
    /** Names of the repositories that answered and do not have it. */
    readonly lacking?: readonly string[];
  };
  readonly lastBackupRun?: { readonly verdict: Verdict; readonly startedAt: string };
  readonly lastRestoreTest?: {
    readonly verdict: Verdict;
    readonly startedAt: string;
    readonly backupId?: string;
    /** How much of the content it could compare; absent where it came to no backup. */
    readonly proof?: ProofMode;
  };
  /** Why something could not be read. What cannot be had is unknown, never green. */
  readonly unreadable?: string;
}

export interface Status {
  readonly verdict: StatusVerdict;
  /** One sentence, lower case, without a final stop. */
  readonly reason: string;
}

/** Judges a target at the time `now` (milliseconds since the epoch). The gravest word wins. */
export function judgeStatus(facts: StatusFacts, now: number): Status {
  const { newestBackup, lastBackupRun, lastRestoreTest, unreadable } = facts;
  if (unreadable !== undefined) return { verdict: 'unknown', reason: unreadable };
  if (lastRestoreTest?.verdict === 'failed') return { verdict: 'failed', reason: 'the last restore test failed' };
  const lack = judgeNewest(facts, now);
  const lacking = newestBackup?.lacking ?? [];
  const isWhole = lacking.length === 0 && isCovered(lastBackupRun?.startedAt, newestBackup?.takenAt);
  if (lastBackupRun?.verdict === 'failed' && !isWhole) {
    const missing = lacking.length > 0 ? `, and ${lacking.join(', ')} lacks the newest backup` : '';
    const reason = `the last backup run failed${missing}`;
    return { verdict: 'failed', reason: lack === undefined ? reason : `${reason}, and ${lack.reason}` };
  }
  if (lack !== undefined) return lack;
  if (lastRestoreTest === undefined) return { verdict: 'unproven', reason: 'no restore test has been run' };
  if (lastRestoreTest.verdict !== 'passed')
    return { verdict: 'inconclusive', reason: 'the last restore test could not be done' };
  return judgeProof(lastRestoreTest.proof, `${formatDuration(now - Date.parse(lastRestoreTest.startedAt))} ago`);
}

/** What a restore test that passed says, which is no more than the proof of its backup covers. */
function judgeProof(proof: ProofMode | undefined, when: string): Status {
  switch (proof) {
    case 'full':
      return { verdict: 'proven', reason: `restored and compared ${when}` };
    case 'counts':
      return {
        verdict: 'proven',
        reason: `restored ${when}, and as many rows as before: only their number was compared`,
      };
    case 'off':
    case undefined:
      return { verdict: 'unproven', reason: `restored ${when}, but nothing was compared (proof: off)` };
  }
}

/** What is wanting about the newest backup: that there is none, or that it is older than the objective allows. */
function judgeNewest({ newestBackup, objectives }: StatusFacts, now: number): Status | undefined {
  if (newestBackup === undefined) return { verdict: 'unprotected', reason: 'there is no backup' };
  const ageMs = now - Date.parse(newestBackup.takenAt);
  if (objectives.rpoMs === undefined || ageMs <= objectives.rpoMs) return undefined;
  return {
    verdict: 'stale',
    reason: `the newest backup is ${formatBeyond(ageMs, objectives.rpoMs)} old, the RPO is ${formatDuration(objectives.rpoMs)}`,
  };
}

/** Whether a run that began at `startedAt` was followed by a backup, its own or a later one. */
function isCovered(startedAt: string | undefined, takenAt: string | undefined): boolean {
  return startedAt !== undefined && takenAt !== undefined && Date.parse(startedAt) <= Date.parse(takenAt);
}

/** The exit code of the worst of some verdicts. */
export function worstExitCode(verdicts: readonly StatusVerdict[]): number {
  const order = Object.keys(STATUS_EXIT_CODES);
  const worst = verdicts.toSorted((a, b) => order.indexOf(b) - order.indexOf(a))[0];
  return worst === undefined ? 0 : STATUS_EXIT_CODES[worst];
}
