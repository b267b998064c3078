import { z } from 'zod';
import { listRecordKeys } from '../../activities/evidence/earlier.ts';
import { decodeJson } from '../../activities/repository/json-object.ts';
import type { ObjectStore } from '../../activities/repository/object-store.ts';
import type { RunKind } from '../../domain/runs.ts';

const summary = z.object({
  run: z.object({ runId: z.string(), startedAt: z.string(), kind: z.string(), target: z.string() }),
  endedAt: z.string(),
  verdict: z.enum(['passed', 'failed', 'inconclusive', 'skipped']),
  backup: z
    .object({ backupId: z.string(), proof: z.object({ mode: z.enum(['full', 'counts', 'off']) }).optional() })
    .optional(),
  measured: z.object({ rtoMs: z.number(), rpoMs: z.number() }).optional(),
});

/** What `status` and `list` need of a record. */
export type RecordSummary = z.output<typeof summary>;

/** The newest records of a target and kind, newest first, at most `most`. `damaged` is told of each that cannot be read. */
export async function readRecentRecords(
  store: ObjectStore,
  kind: RunKind,
  target: string,
  most: number,
  damaged: (key: string) => void,
): Promise<readonly RecordSummary[]> {
  const found: RecordSummary[] = [];
  for (const key of (await listRecordKeys(store, kind, target)).toReversed()) {
    const bytes = await store.get(key);
    const record = bytes && decodeJson(bytes, summary);
    if (record === undefined) damaged(key);
    // The name of a record does not tell a restore of `test-orders` from a restore test of `orders`.
    else if (record.run.kind === kind && record.run.target === target) found.push(record);
    if (found.length === most) break;
  }
  return found;
}
