import type { SecretReference } from './secrets.ts';

/** How much of the content is proven at the dump's snapshot: counts and fingerprints, counts, or nothing. */
export type ProofMode = 'full' | 'counts' | 'off';

/** `spool`: encrypted files on the host first, so that an upload can be gone on with; `stream`: straight into the repositories. */
export type Staging = 'spool' | 'stream';

/** Recovery objectives in milliseconds; an absent one was not promised. */
export interface Objectives {
  /** Recovery time objective: how long a restore may take, from the first fetched byte to a database that answers. */
  readonly rtoMs?: number;
  /** Recovery point objective: how much time may lie between the newest backup's snapshot and a disaster. */
  readonly rpoMs?: number;
}

/** An SQL assertion over the restored database: one row, one value, compared with what was written. */
export interface SqlAssertion {
  readonly name: string;
  /** What is asked; absent for `newest`, whose query follows from it. */
  readonly query?: string;
  /** Numbers are decimal texts, so that none loses a digit. */
  readonly expect:
    | { readonly kind: 'equals'; readonly value: string }
    | { readonly kind: 'atLeast'; readonly value: string }
    | { readonly kind: 'between'; readonly low: string; readonly high: string }
    /** The newest time in a column of `schema.table` lies at most so far from the backup's snapshot. */
    | { readonly kind: 'newest'; readonly table: string; readonly column: string; readonly withinMs: number };
  /** Milliseconds until the query is ended and the check is failed. */
  readonly timeLimitMs: number;
  /** Milliseconds that the query may take; how long it took is then a check of its own. */
  readonly maxMs?: number;
}

/** The application's own test, run on the restored database after everything was compared. */
export interface TestCommand {
  /** Program and arguments; never a shell line. */
  readonly run: readonly [string, ...string[]];
  /** Milliseconds until it is ended and the check is failed. */
  readonly timeLimitMs: number;
  /** Its environment besides what names the sandbox; texts, or where secrets are found. */
  readonly env: { readonly [name: string]: string | SecretReference };
  /** Where it is started; absent: an empty folder that goes away with the sandbox. */
  readonly directory?: string;
}

/** Objectives and rules that targets share. */
export interface Policy {
  readonly name: string;
  readonly objectives: Objectives;
  readonly proof: ProofMode;
  /** How artifacts reach the repositories. */
  readonly staging: Staging;
  /** Repository names, the primary one first. */
  readonly repositories: readonly string[];
  readonly dump: {
    /** Streams that dump side by side; large tables are spread over them. */
    readonly streams: number;
    /** zstd level, 1 to 19. */
    readonly compressionLevel: number;
    /** Longest wait for a table's lock before the dump gives up, so that the application does not queue behind it. */
    readonly lockWaitMs: number;
    /** `schema.table` names whose rows are left out of the backup, exactly as they stand in the catalogue. */
    readonly excludeTableData: readonly string[];
    /** Longest age of the snapshot, in milliseconds: vacuum of the whole server waits for it. Absent: no limit. */
    readonly maxSnapshotAgeMs?: number;
    /** Bytes a second that all dumps together read from the source. Absent: as fast as it goes. */
    readonly rateBytesPerSecond?: number;
    /** Connections that a backup opens at most, the one of the proof among them; 2 at least. Absent: one for each stream, and two. */
    readonly connections?: number;
    /** Which of the target's servers is dumped. Absent: whichever its connection settings lead to. */
    readonly from?: 'primary' | 'standby';
  };
  readonly checks: {
    /** `required`: a sandbox without amcheck makes the test inconclusive; `available`: it is reported only. */
    readonly indexes: 'required' | 'available' | 'off';
    readonly sql: readonly SqlAssertion[];
    readonly command?: TestCommand;
  };
  readonly keys: KeyPaths;
  /** Name of the sandbox of its restore tests. */
  readonly sandbox: string;
  /** Milliseconds that the sandbox of a restore test which did not pass stays up for a person; absent: it is destroyed. */
  readonly keepOnFailureMs?: number;
}

/** Where the keys lie that wrap a repository's content key. */
export interface KeyPaths {
  /** The local key file, made by `init` or by the first backup. */
  readonly file: string;
  /** Whether the first backup may make the file: only where nobody could have run `init`. */
  readonly createMissing: boolean;
  /** PEM file of an offline RSA public key; its private half stays away from this machine. */
  readonly offlinePublicKey?: string;
  /** A copy of the key file on another file system; it is checked, and never used. */
  readonly copy?: string;
}
