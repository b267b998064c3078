import { z } from 'zod';
import { decodeJson } from '../repository/json-object.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { listRecordKeys } from './earlier.ts';

const timedRecord = z.object({
  run: z.object({ kind: z.string(), target: z.string() }),
  checks: z.array(
    z.object({ name: z.string(), found: z.object({ milliseconds: z.number() }).optional().catch(undefined) }),
  ),
});

/** How many earlier tests are looked at. */
const LOOKED_AT = 12;

/** How long the queries with a time limit took in the last restore tests of a target, in milliseconds, by the name of their check. */
export async function readEarlierTimes(
  store: ObjectStore,
  target: string,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>();
  for (const key of (await listRecordKeys(store, 'restore-test', target)).slice(-LOOKED_AT)) {
    const stored = await store.get(key);
    const record = stored && decodeJson(stored, timedRecord);
    if (record?.run.kind !== 'restore-test' || record.run.target !== target) continue;
    for (const { name, found: time } of record.checks)
      if (time !== undefined) found.set(name, [...(found.get(name) ?? []), time.milliseconds]);
  }
  return found;
}
