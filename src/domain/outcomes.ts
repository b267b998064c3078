import type { LackingCopy } from './copies.ts';
import type { EvidenceLocations, SandboxUnderEvidence } from './evidence.ts';
import type { ProofSummary } from './manifest.ts';
import type { Measured } from './objectives.ts';
import type { RestoreOptions, RestorePlan } from './restore-plan.ts';
import type { RunIdentity } from './runs.ts';
import type { KeptSandbox } from './sandboxes.ts';
import type { Step } from './steps.ts';
import type { Check, Verdict } from './verdicts.ts';
import type { VerifiedBackup } from './verification.ts';

/** What a run is started with. Anything else is decided by the worker's configuration. */
export interface StartRun {
  readonly target: string;
  /** Who asks, as evidence will name them. */
  readonly requestedBy?: string;
  readonly reason?: string;
}

/** What a restore test is started with. */
export interface StartRestoreTest extends StartRun {
  /** `latest` (default), `random`, `before:TIME`, or a backup id. */
  readonly backup?: string;
  /** Name of the repository to restore from; default: the policy's primary one. */
  readonly repository?: string;
  /** Milliseconds that the sandbox stays up after the test, whatever it found; absent: as the policy says. */
  readonly keepMs?: number;
}

/** What the run is started with that destroys a kept sandbox. */
export interface StartDestroy extends StartRun {
  /** The restore test that kept it. */
  readonly of: RunIdentity;
  readonly host: { readonly name: string; readonly taskQueue: string };
  /** When it is destroyed, RFC 3339. */
  readonly until: string;
  /** Its sandbox as the test's evidence has it. */
  readonly sandbox: SandboxUnderEvidence;
  readonly repository: string;
  /** As in a plan. */
  readonly hasSearchAttributes: boolean;
}

/** The result of destroying a kept sandbox. */
export interface DestroyOutcome extends RunOutcome {
  /** Run id of the restore test that kept it. */
  readonly of: string;
  readonly checks: readonly Check[];
}

/** What a verification is started with. Of `backup`, `newest` and `all` one at most; default: the newest backup. */
export interface StartVerify extends StartRun {
  /** As for a restore test. */
  readonly backup?: string;
  /** So many of the newest backups. */
  readonly newest?: number;
  readonly all?: boolean;
  /** Whether to read every artifact to its end; the next two imply it, and `all` where `newest` is not given. */
  readonly read?: boolean;
  /** Only backups that have not been read for so long: `30d`. */
  readonly unreadFor?: string;
  /** How much one run reads at most: `100GB`, or `2h`. The next one goes on. */
  readonly budget?: string;
  /** Name of the repository to verify; default: the policy's primary one. */
  readonly repository?: string;
}

/** What every run ends with. */
export interface RunOutcome {
  readonly runId: string;
  readonly workflowId: string;
  readonly target: string;
  readonly verdict: Verdict;
  readonly durationMs: number;
  readonly steps: readonly Step[];
  readonly warnings: readonly string[];
  /** Absent where no repository took the record. */
  readonly evidence?: EvidenceLocations;
}

/** The result of a backup run. */
export interface BackupOutcome extends RunOutcome {
  readonly backupId: string;
  readonly takenAt: string;
  readonly storedBytes: number;
  readonly databaseBytes: number;
  readonly sentBytes: number;
  readonly proof: ProofSummary;
  /** Names of those that have it. */
  readonly repositories: readonly string[];
  /** Those that were meant to have it and do not; absent where all do. */
  readonly lacking?: readonly LackingCopy[];
  /** Things to be told once, such as a key that was made. */
  readonly notes: readonly string[];
}

/** The result of a restore test that could say something. */
export interface RestoreTestOutcome extends RunOutcome {
  readonly backupId: string;
  readonly takenAt: string;
  /** What the backup's proof covers; absent where no backup was chosen. The checks are condensed, this is not. */
  readonly proof?: ProofSummary;
  readonly checks: readonly Check[];
  readonly measured: Measured | null;
  /** How to reach the sandbox, where it stays up for a while. */
  readonly kept?: KeptSandbox;
}

/** What a restore is started with. */
export interface StartRestore extends StartRun {
  /** A connection URL without a password, or `env:NAME` or `file:PATH` of one; read on the worker's host. */
  readonly into: string;
  readonly options: RestoreOptions;
  /** As in {@link StartRestoreTest}. */
  readonly backup?: string;
  readonly repository?: string;
  /** The digest of the plan that a person has agreed to. */
  readonly agreed: string;
}

/** The result of a restore. */
export interface RestoreOutcome extends RunOutcome {
  readonly backupId: string;
  readonly takenAt: string;
  readonly plan?: RestorePlan;
  readonly proof?: ProofSummary;
  readonly checks: readonly Check[];
  /** Names of the roles that were made. */
  readonly roles: readonly string[];
  readonly measured: Measured | null;
}

/** The result of a verification that found nothing wrong. */
export interface VerifyOutcome extends RunOutcome {
  readonly repository: string;
  /** Whether every artifact was read to its end. */
  readonly read: boolean;
  /** Backups whose turn comes in the next run; absent where there are none. */
  readonly left?: number;
  readonly backups: readonly VerifiedBackup[];
}

/** The result of a run that found its target held by another one. */
export interface SkippedOutcome {
  readonly verdict: 'skipped';
  readonly target: string;
  /** Workflow id of the run that holds the target. */
  readonly heldBy: string;
}

/** What travels with the failure of a run. */
export interface FailureDetails {
  readonly hint?: string;
  /** Which try of its step failed last. */
  readonly attempt?: number;
  readonly outcome?: RunOutcome &
    Partial<
      Omit<BackupOutcome & RestoreTestOutcome & RestoreOutcome & VerifyOutcome & DestroyOutcome, keyof RunOutcome>
    >;
}
