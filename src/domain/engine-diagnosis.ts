import { type Finding, findingsOf } from './diagnosis.ts';
import { formatDuration } from './durations.ts';

const engine = findingsOf('engine');
const DAY_MS = 86_400_000;

/** Histories that are kept for less than this are gone before a weekly restore test is looked at. */
const SHORT_RETENTION_MS = 7 * DAY_MS;

/** How long Temporal keeps the histories of ended runs; null where it does not say. */
export function judgeHistoryRetention(namespace: string, retentionMs: number | null): Finding {
  const label = 'history';
  if (retentionMs === null) return engine.skipped(label, 'the server does not say how long it keeps ended runs');
  const words = `ended runs are kept for ${formatDuration(retentionMs)}; their records stay in the repository`;
  if (retentionMs >= SHORT_RETENTION_MS) return engine.ok(label, words);
  return engine.warning(label, words, `temporal operator namespace update --retention 90d --namespace ${namespace}`);
}

/** `missing` holds Firedrill's search attributes that the namespace lacks; undefined where it may not be asked. */
export function judgeSearchAttributes(namespace: string, missing: readonly string[] | undefined): Finding {
  const label = 'search attributes';
  if (missing === undefined)
    return engine.skipped(label, 'this client may not ask which are registered; runs go on without');
  if (missing.length === 0) return engine.ok(label, 'all are registered');
  return engine.warning(
    label,
    `not registered: ${missing.join(', ')}; runs go on without, the Temporal UI cannot search by them`,
    `temporal operator search-attribute create --namespace ${namespace} ${missing.map(name => `--name ${name} --type Keyword`).join(' ')}`,
  );
}

/** Workers of another release understand the same runs, but examine and do things as they did then. */
export function judgeWorkerVersion(ownVersion: string, host: string, workerVersion: string): Finding {
  if (ownVersion === workerVersion) return engine.ok('versions', `${ownVersion}, here and on ${host}`);
  return engine.warning(
    'versions',
    `${ownVersion} here, ${workerVersion} on ${host}`,
    'install the same release on both, and restart the worker',
  );
}
