/** Who has to act: the person who asked, nobody yet (it may heal), the reader of a result, or the authors of Firedrill. */
export type FailureClass = 'user' | 'service' | 'finding' | 'bug';

interface FailureFacts {
  /** The process exit code of a command that ends with this failure. */
  readonly exitCode: number;
  readonly class: FailureClass;
  /** Whether the step is tried again by itself. What a whole run has to repeat (a lost sandbox, a lost spool) is not. */
  readonly retryable: boolean;
  /** One sentence for people, without the particulars of a case. */
  readonly sentence: string;
}

/**
 * Every way in which Firedrill fails. The key is the `ApplicationFailure.type` in histories, the metric label, `error.kind`
 * in JSON and the anchor in the documentation; it never changes its meaning.
 */
export const FAILURES = {
  ConfigurationInvalid: { exitCode: 2, class: 'user', retryable: false, sentence: 'the configuration cannot be used' },
  UsageInvalid: { exitCode: 2, class: 'user', retryable: false, sentence: 'the command cannot be understood' },
  VersionUnsupported: {
    exitCode: 2,
    class: 'user',
    retryable: false,
    sentence: 'the versions of server and programs do not fit together',
  },
  RepositoryUnusable: {
    exitCode: 2,
    class: 'user',
    retryable: false,
    sentence: 'the place given as repository cannot be used as one',
  },
  NotFound: { exitCode: 10, class: 'user', retryable: false, sentence: 'what was named does not exist' },
  DatabaseMissing: { exitCode: 10, class: 'user', retryable: false, sentence: 'the server has no such database' },
  TargetBusy: { exitCode: 11, class: 'user', retryable: false, sentence: 'another run holds the target' },
  DestinationUnusable: {
    exitCode: 2,
    class: 'user',
    retryable: false,
    sentence: 'the database given to restore into cannot take the backup',
  },
  SecretUnavailable: { exitCode: 12, class: 'user', retryable: false, sentence: 'a secret reference cannot be read' },
  KeyMissing: { exitCode: 12, class: 'user', retryable: false, sentence: 'the key that opens the backup is not there' },
  KeyWrong: { exitCode: 12, class: 'user', retryable: false, sentence: 'the key does not open the backup' },
  CredentialsRejected: { exitCode: 12, class: 'user', retryable: false, sentence: 'the credentials were refused' },
  RightsMissing: {
    exitCode: 1,
    class: 'user',
    retryable: false,
    sentence: 'the role may not read everything that must be backed up',
  },
  SpaceMissing: { exitCode: 1, class: 'user', retryable: false, sentence: 'there is not enough free space' },
  ToolMissing: { exitCode: 20, class: 'user', retryable: false, sentence: 'a program that is needed is not installed' },
  SourceUnreachable: {
    exitCode: 20,
    class: 'service',
    retryable: true,
    sentence: 'the database server does not answer',
  },
  RepositoryUnreachable: {
    exitCode: 20,
    class: 'service',
    retryable: true,
    sentence: 'the repository does not answer',
  },
  TemporalUnreachable: { exitCode: 20, class: 'service', retryable: true, sentence: 'Temporal does not answer' },
  WorkerMissing: { exitCode: 20, class: 'service', retryable: true, sentence: 'no worker takes the work' },
  WorkerLost: { exitCode: 1, class: 'service', retryable: true, sentence: 'the worker ended in the middle of a step' },
  SourceBusy: {
    exitCode: 1,
    class: 'service',
    retryable: true,
    sentence: 'a lock that the dump needs is held by others',
  },
  DumpFailed: { exitCode: 1, class: 'service', retryable: true, sentence: 'the dump did not succeed' },
  SnapshotLost: {
    exitCode: 1,
    class: 'service',
    retryable: true,
    sentence: 'the session that holds the snapshot ended',
  },
  SnapshotTooOld: {
    exitCode: 1,
    class: 'user',
    retryable: false,
    sentence: 'the dump held its snapshot for longer than the policy allows',
  },
  ReplayConflict: {
    exitCode: 1,
    class: 'service',
    retryable: true,
    sentence: 'the standby ended the dump to go on replaying its primary’s changes',
  },
  SpoolMissing: { exitCode: 1, class: 'service', retryable: false, sentence: 'the spooled artifacts are gone' },
  StoredBytesDiffer: {
    exitCode: 1,
    class: 'service',
    retryable: true,
    sentence: 'the repository does not hold what was sent',
  },
  SandboxLost: {
    exitCode: 1,
    class: 'service',
    retryable: false,
    sentence: 'the sandbox ended in the middle of a restore test',
  },
  DataDiffers: {
    exitCode: 4,
    class: 'finding',
    retryable: false,
    sentence: 'the restored data are not what was backed up',
  },
  RestoreFailed: { exitCode: 4, class: 'finding', retryable: false, sentence: 'the backup cannot be restored' },
  ArtifactMissing: { exitCode: 4, class: 'finding', retryable: false, sentence: 'an artifact of the backup is gone' },
  ArtifactDamaged: {
    exitCode: 4,
    class: 'finding',
    retryable: false,
    sentence: 'an artifact of the backup is damaged',
  },
  ManifestDamaged: {
    exitCode: 4,
    class: 'finding',
    retryable: false,
    sentence: 'the manifest is damaged or was edited',
  },
  ObjectiveMissed: { exitCode: 5, class: 'finding', retryable: false, sentence: 'an objective was missed' },
  Inconclusive: { exitCode: 8, class: 'finding', retryable: false, sentence: 'the backup could not be tested' },
  Cancelled: { exitCode: 1, class: 'user', retryable: false, sentence: 'the run was cancelled' },
  Bug: { exitCode: 70, class: 'bug', retryable: false, sentence: 'Firedrill made a mistake' },
} as const satisfies Record<string, FailureFacts>;

export type FailureKind = keyof typeof FAILURES;

/** Exit codes that are not failures of a kind: a command that ended as asked, or left a run working. */
export const EXIT = { done: 0, warnings: 3, stale: 7, inconclusive: 8, detached: 130 } as const;

export function isFailureKind(text: string | undefined | null): text is FailureKind {
  return text !== undefined && text !== null && Object.hasOwn(FAILURES, text);
}

/** Whether a step that failed so is tried again; everything else ends it at once. */
export function isRetryable(kind: FailureKind): boolean {
  return FAILURES[kind].retryable;
}

/** Everything known about one failure, in the form that crosses process borders. */
export interface FailureReport {
  readonly kind: FailureKind;
  /** Lower case, without a final stop: what happened to what. Never contains secrets or row contents. */
  readonly message: string;
  /** The next thing to try, a sentence or a command. */
  readonly hint?: string;
}

/** The one error that Firedrill throws on purpose. Anything else that surfaces is a bug. */
export class Failure extends Error implements FailureReport {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  readonly hint?: string;

  constructor(kind: FailureKind, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.kind = kind;
    if (options.hint !== undefined) this.hint = options.hint;
  }
}
