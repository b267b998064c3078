import { z } from 'zod';
import type { BackupId } from '../../domain/runs.ts';
import { decodeJson } from '../repository/json-object.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { listRecordKeys } from './earlier.ts';

const testRecord = z.object({
  verdict: z.enum(['passed', 'failed', 'inconclusive', 'skipped']),
  backup: z.object({ backupId: z.string() }).optional(),
});

/** How many restore tests are looked through, newest first. */
const LOOKED_AT = 100;

/** The backups of which the last restore test that could say something found them bad. */
export async function readFailedTests(store: ObjectStore, target: string): Promise<ReadonlySet<BackupId>> {
  const verdicts = new Map<string, 'passed' | 'failed'>();
  for (const key of (await listRecordKeys(store, 'restore-test', target)).toReversed().slice(0, LOOKED_AT)) {
    const stored = await store.get(key);
    const record = stored && decodeJson(stored, testRecord);
    if (record?.backup === undefined || (record.verdict !== 'passed' && record.verdict !== 'failed')) continue;
    if (!verdicts.has(record.backup.backupId)) verdicts.set(record.backup.backupId, record.verdict);
  }
  const failed = [...verdicts].filter(([, verdict]) => verdict === 'failed');
  return new Set(failed.map(([backupId]) => backupId as BackupId));
}
