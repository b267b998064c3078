import type { TargetName } from './names.ts';
import type { Objectives, Policy, ProofMode, Staging } from './policies.ts';
import type { BackupId, RunIdentity } from './runs.ts';

/** What a backup run is about to do. A pure value: it names things and holds no secret. */
export interface BackupPlan {
  readonly kind: 'backup';
  readonly run: RunIdentity;
  readonly target: TargetName;
  readonly backupId: BackupId;
  readonly policy: string;
  /** SHA-256 of the policy as it stands now; the manifest carries it, so that a changed policy is noticed. */
  readonly policyDigest: string;
  readonly objectives: Objectives;
  readonly proof: ProofMode;
  /** Absent in plans of earlier releases: `spool`. */
  readonly staging?: Staging;
  readonly dump: Policy['dump'];
  /** Repository names, the primary one first, and their places as people name them. */
  readonly repositories: readonly string[];
  readonly places: readonly string[];
  /** Whether the server knows the search attributes; a workflow that sets unknown ones never gets on. */
  readonly hasSearchAttributes: boolean;
}

/** What must be known to fetch a backup and to open it. */
export type FetchPlan = Pick<
  RestoreTestPlan,
  'run' | 'target' | 'backupId' | 'repository' | 'policy' | 'sandbox' | 'storedBytes' | 'databaseBytes'
> & { readonly kind: 'restore-test' | 'restore' };

/** What a verification is about to do. */
export interface VerifyPlan {
  readonly kind: 'verify';
  readonly run: RunIdentity;
  readonly target: TargetName;
  /** In the order in which they are verified. */
  readonly backups: readonly BackupId[];
  /** How the backups were chosen, for the evidence. */
  readonly chosen: string;
  /** Whether every artifact is read to its end; otherwise sizes and the store's own checksums must do. */
  readonly read: boolean;
  /** No further backup is begun so long after the start of the run, in milliseconds. */
  readonly budgetMs?: number;
  /** Backups that are left to the next run already; absent where there are none. */
  readonly left?: number;
  readonly repository: string;
  /** The repository as people name it. */
  readonly place: string;
  /** Names of the policy's other repositories: their copies are not looked at. */
  readonly otherCopies: readonly string[];
  readonly policy: string;
  readonly policyDigest: string;
  readonly objectives: Objectives;
  readonly tools: { readonly [program: string]: string };
  /** What a person should know of the choice. */
  readonly warnings: readonly string[];
  /** As in {@link BackupPlan}. */
  readonly hasSearchAttributes: boolean;
}

/** What a restore test is about to do. */
export interface RestoreTestPlan {
  readonly kind: 'restore-test';
  readonly run: RunIdentity;
  readonly target: TargetName;
  readonly backupId: BackupId;
  /** How the backup was chosen, for the evidence. */
  readonly chosen: string;
  readonly repository: string;
  /** The repository as people name it. */
  readonly place: string;
  readonly policy: string;
  readonly policyDigest: string;
  readonly objectives: Objectives;
  readonly checks: Policy['checks'];
  readonly sandbox: string;
  /** As in the policy. */
  readonly keepOnFailureMs?: number;
  /** Snapshot time of the chosen backup, and of the newest one, RFC 3339. */
  readonly takenAt: string;
  readonly newestTakenAt: string;
  readonly serverMajor: number;
  readonly storedBytes: number;
  readonly databaseBytes: number;
  /** As in {@link BackupPlan}. */
  readonly hasSearchAttributes: boolean;
}
