/** What a run does. The word is the prefix of its workflow id and stands in every run id. */
export type RunKind = 'backup' | 'restore-test' | 'restore' | 'verify' | 'destroy';

export const RUN_KINDS = [
  'backup',
  'restore-test',
  'restore',
  'verify',
  'destroy',
] as const satisfies readonly RunKind[];

/** One recovery point: `<UTC time>-logical-<short run id>`. Sorts by time, unique per run, equal on every retry. */
export type BackupId = string & { readonly __name: 'backup' };

/** A run as evidence names it: `<UTC time>-<kind>-<target>-<short run id>`. */
export type RunId = string & { readonly __name: 'run' };

/** Who a run is, derived from the engine's own identifiers, so that a retry, a reset or a new worker computes the same. */
export interface RunIdentity {
  readonly runId: RunId;
  readonly kind: RunKind;
  readonly target: string;
  readonly workflowId: string;
  /** Temporal's id of the first execution in the chain: it survives a reset and continue-as-new. */
  readonly firstExecutionRunId: string;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
}

/** The workflow id that is the lock of a target for one kind of run. */
export function lockId(kind: RunKind, target: string): string {
  return `${kind}:${target}`;
}

/** The kind and target of a lock id, or undefined for any other workflow id. */
export function parseLockId(workflowId: string): { kind: RunKind; target: string } | undefined {
  const kind = RUN_KINDS.find(candidate => workflowId.startsWith(`${candidate}:`));
  if (kind === undefined) return undefined;
  const target = workflowId.slice(kind.length + 1);
  return { kind, target: kind === 'destroy' ? target.replace(/:[0-9a-f]{8}$/, '') : target };
}

/** The workflow id of the run that destroys the kept sandbox of a restore test: a target may have several. */
export function destroyId(target: string, short: string): string {
  return `${lockId('destroy', target)}:${short}`;
}

/** `2026-11-21T02:00:00.000Z` as `20261121T020000Z`. */
export function compactTime(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** The instant of a compact time at the start of a backup id or run id, RFC 3339; undefined where there is none. */
export function timeOfId(id: string): string | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-/.exec(id) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

/** The last eight hex digits of a Temporal run id. The first ones of a UUIDv7 are the clock and would collide. */
export function shortRunId(firstExecutionRunId: string): string {
  return firstExecutionRunId.replace(/-/g, '').slice(-8);
}

export function identifyRun(engine: {
  kind: RunKind;
  target: string;
  workflowId: string;
  firstExecutionRunId: string;
  startedAt: string;
}): RunIdentity {
  const { kind, target, firstExecutionRunId, startedAt } = engine;
  const runId = `${compactTime(startedAt)}-${kind}-${target}-${shortRunId(firstExecutionRunId)}` as RunId;
  return { ...engine, runId };
}

/** The backup that a backup run makes. */
export function backupIdOf(run: RunIdentity): BackupId {
  return `${compactTime(run.startedAt)}-logical-${shortRunId(run.firstExecutionRunId)}` as BackupId;
}

const BACKUP_ID = /^\d{8}T\d{6}Z-[a-z]+-[0-9a-f]{8}$/;

/** Whether `text` has the form of a backup id. Folder names in a repository are hostile input until they pass this. */
export function isBackupId(text: string): text is BackupId {
  return BACKUP_ID.test(text);
}

const RUN_ID = /^(\d{8}T\d{6}Z)-(backup|restore-test|restore|verify|destroy)-(.+)-([0-9a-f]{8})$/;

/** The parts of a run id, or undefined where `text` is none. */
export function parseRunId(text: string): { kind: RunKind; target: string; short: string } | undefined {
  const [, , kind, target, short] = RUN_ID.exec(text) ?? [];
  if (kind === undefined || target === undefined || short === undefined) return undefined;
  return { kind: kind as RunKind, target, short };
}
