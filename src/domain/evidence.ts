import type { FailureReport } from './failures.ts';
import type { ProofSummary } from './manifest.ts';
import type { Measured } from './objectives.ts';
import type { Objectives } from './policies.ts';
import type { NotProven } from './proof.ts';
import type { RunIdentity } from './runs.ts';
import type { Isolation, KeptSandbox } from './sandboxes.ts';
import type { Step, StepName } from './steps.ts';
import type { Check, Verdict } from './verdicts.ts';
import type { VerifiedBackup } from './verification.ts';

/** Who asked for a run, and why; both as the person or program said it. */
export interface Request {
  readonly by: string;
  readonly reason?: string;
}

/** The backup a run made or examined. */
export interface BackupUnderEvidence {
  readonly backupId: string;
  /** The source's clock at the snapshot. */
  readonly takenAt: string;
  /** How it came to be chosen; absent where the run made it. */
  readonly chosen?: string;
  readonly storedBytes: number;
  readonly databaseBytes: number;
  readonly database: string;
  readonly serverVersion: string;
  /** How the source was reached, as its server saw it; absent in older records and where the run made no dump. */
  readonly transport?: string;
  /** Name and place of every repository that holds it. */
  readonly repositories: readonly { readonly name: string; readonly place: string; readonly verifiedBy?: string }[];
  /** Repositories that were meant to have it and do not; absent where all do. */
  readonly lacking?: readonly { readonly name: string; readonly place: string; readonly reason: string }[];
  readonly artifacts: readonly { readonly name: string; readonly sizeBytes: number; readonly sha256: string }[];
  readonly proof: ProofSummary;
  readonly encryption: { readonly algorithm: string; readonly keyId: string };
}

/** What a verification looked at. */
export interface VerifiedUnderEvidence {
  readonly repository: { readonly name: string; readonly place: string };
  /** How the backups came to be chosen. */
  readonly chosen: string;
  /** Whether every artifact was read to its end. */
  readonly read: boolean;
  readonly backups: readonly Omit<VerifiedBackup, 'checks' | 'warnings'>[];
}

/** What became of the sandbox of a restore test. */
export interface SandboxUnderEvidence {
  readonly name: string;
  readonly kind: string;
  readonly serverVersion: string;
  readonly isolation: Isolation;
  /** Settings that make it differ from a server in production. */
  readonly settings: { readonly [name: string]: string };
  readonly destroyed: boolean;
  /** How it is reached and when it is destroyed, where it stays up for a person. */
  readonly kept?: KeptSandbox;
  /** Run id of the restore test that kept it, in the record of its destruction. */
  readonly keptBy?: string;
}

/** Where a restore went. */
export interface DestinationUnderEvidence {
  readonly place: string;
  readonly serverVersion: string;
  /** Whether the database was made by the run. */
  readonly made: boolean;
  /** Names of the roles that were made. */
  readonly roles: readonly string[];
  /** Whether planner statistics were made. */
  readonly statistics: boolean;
  /** Digest of the plan that was agreed to. */
  readonly digest: string;
  /** What of the backup was restored, in words, and what its proof says of that; absent where everything was. */
  readonly excerpt?: { readonly asked: string; readonly proof?: ProofSummary };
}

/** A dump that was given out in the clear. */
export interface HandedOut {
  /** The file, or `stdout`. */
  readonly to: string;
  /** Name of the machine. */
  readonly host: string;
  readonly format: 'custom' | 'sql';
  readonly sizeBytes: number;
  /** Of the bytes that were given out; what came out before a failure counts, too. */
  readonly sha256: string;
}

/** What a run says of itself at its end: everything but its place in the chain of records. */
export interface RunReport {
  readonly run: RunIdentity;
  readonly request: Request;
  readonly endedAt: string;
  readonly verdict: Verdict;
  readonly failure?: FailureReport;
  readonly policy?: { readonly name: string; readonly digest: string; readonly objectives: Objectives };
  readonly backup?: BackupUnderEvidence;
  readonly verified?: VerifiedUnderEvidence;
  readonly sandbox?: SandboxUnderEvidence;
  readonly destination?: DestinationUnderEvidence;
  readonly handedOut?: HandedOut;
  readonly steps: readonly Step[];
  readonly checks: readonly Check[];
  /** What was not examined, and why. */
  readonly notChecked: readonly NotProven[];
  readonly measured?: Measured;
  readonly tools: { readonly [program: string]: string };
  readonly hosts: readonly string[];
  /** What programs warned of in their steps, safe for evidence. */
  readonly said?: readonly { readonly step: StepName; readonly words: string }[];
  readonly warnings: readonly string[];
}

/** One point of the history that a report is seen against. */
export interface EarlierMeasurement extends Measured {
  readonly runId: string;
  readonly startedAt: string;
}

/** The record of a run as it is stored: JSON first, HTML and Markdown are made from it. */
export interface EvidenceRecord extends RunReport {
  readonly format: 1;
  /** Place in the repository's chain of records, from 1. */
  readonly sequence: number;
  /** The record before this one, and the SHA-256 of its stored bytes; null for the first. */
  readonly previous: { readonly runId: string; readonly sha256: string } | null;
  /** The last restore tests of this target, oldest first, without this one. */
  readonly earlier: readonly EarlierMeasurement[];
}

/** Where the three forms of a record lie, as a path or an `s3://` address. */
export interface EvidenceLocations {
  readonly json: string;
  readonly html: string;
  readonly markdown: string;
}
