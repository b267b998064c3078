import { z } from 'zod';
import type { EarlierMeasurement } from '../../domain/evidence.ts';
import { parseRunId } from '../../domain/runs.ts';
import { decodeJson } from '../repository/json-object.ts';
import { EVIDENCE_PREFIX } from '../repository/layout.ts';
import type { ObjectStore } from '../repository/object-store.ts';

const measuredRecord = z.object({
  run: z.object({ runId: z.string(), startedAt: z.string(), kind: z.string(), target: z.string() }),
  verdict: z.enum(['passed', 'failed', 'inconclusive', 'skipped']),
  measured: z.object({ rtoMs: z.number(), rpoMs: z.number() }).optional(),
});

/** How many earlier tests a report shows. */
const SHOWN = 12;

/** The last measured restore tests of a target before this run, oldest first. */
export async function readEarlier(
  store: ObjectStore,
  target: string,
  runId: string,
): Promise<readonly EarlierMeasurement[]> {
  const keys = (await listRecordKeys(store, 'restore-test', target)).filter(key => !key.endsWith(`${runId}.json`));
  const found: EarlierMeasurement[] = [];
  for (const key of keys.toReversed()) {
    const bytes = await store.get(key);
    const record = bytes && decodeJson(bytes, measuredRecord);
    if (record?.measured !== undefined && record.run.kind === 'restore-test' && record.run.target === target)
      found.unshift({ runId: record.run.runId, startedAt: record.run.startedAt, ...record.measured });
    if (found.length === SHOWN) break;
  }
  return found;
}

/** Keys of the JSON records of one target and kind, oldest first. */
export async function listRecordKeys(store: ObjectStore, kind: string, target: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(EVIDENCE_PREFIX)) {
    const runId = /^evidence\/\d{4}\/(.+)\.json$/.exec(key)?.[1];
    const run = runId === undefined ? undefined : parseRunId(runId);
    if (run?.kind === kind && run.target === target) keys.push(key);
  }
  return keys;
}
