import { z } from 'zod';
import type { Reading } from '../../domain/readings.ts';
import { type BackupId, isBackupId } from '../../domain/runs.ts';
import { inLanes } from './concurrency.ts';
import { decodeJson, encodeJson } from './json-object.ts';
import { parseReadingKey, readingKey, readingsPrefix } from './layout.ts';
import type { ObjectStore } from './object-store.ts';

const reading = z.object({
  format: z.literal(1),
  target: z.string(),
  backupId: z.string().refine(isBackupId),
  readAt: z.iso.datetime(),
  verdict: z.enum(['passed', 'failed']),
  runId: z.string(),
}) satisfies z.ZodType<Reading>;

const LANES = 8;

/** When and with what result a backup was read last in this repository; undefined where it never was, or the record is damaged. */
export async function readReading(
  store: ObjectStore,
  target: string,
  backupId: BackupId,
): Promise<Reading | undefined> {
  const stored = await store.get(readingKey(target, backupId));
  const found = stored && decodeJson(stored, reading);
  return found?.target === target && found.backupId === backupId ? found : undefined;
}

/** The last readings of all backups of a target. */
export async function readReadings(store: ObjectStore, target: string): Promise<ReadonlyMap<BackupId, Reading>> {
  const ids: BackupId[] = [];
  for await (const { key } of store.list(readingsPrefix(target))) {
    const parsed = parseReadingKey(key);
    if (parsed?.target === target) ids.push(parsed.backupId);
  }
  const found = new Map<BackupId, Reading>();
  await inLanes(ids, LANES, async backupId => {
    const last = await readReading(store, target, backupId);
    if (last !== undefined) found.set(backupId, last);
  });
  return found;
}

/** Remembers a reading. One that ended later stays: an attempt that was given up may still come to its end. */
export async function rememberReading(store: ObjectStore, made: Reading): Promise<void> {
  const { target, backupId, readAt } = made;
  const key = readingKey(target, backupId);
  if ((await store.putIfAbsent(key, encodeJson(made))) === 'stored') return;
  const last = await readReading(store, target, backupId);
  if (last === undefined || Date.parse(last.readAt) < Date.parse(readAt)) await store.replace(key, encodeJson(made));
}
