import { z } from 'zod';
import { listRecordKeys } from '../../activities/evidence/earlier.ts';
import { decodeJson } from '../../activities/repository/json-object.ts';
import { openStore } from '../../activities/repository/open-store.ts';
import type { Configuration } from '../../config/configuration.ts';
import { secretReader } from '../../config/references.ts';
import { LONGEST_WAIT_MS } from '../../domain/durations.ts';
import type { Repository } from '../../domain/repositories.ts';
import { type BackupId, timeOfId } from '../../domain/runs.ts';
import type { KeptSandbox } from '../../domain/sandboxes.ts';

const text = z.string();
const kept = z.object({ until: text, host: text, account: text, connect: text, destroy: text });
const testRecord = z.object({
  run: z.object({ runId: text, target: text }),
  backup: z.object({ backupId: text }).optional(),
  sandbox: z.object({ kept: kept.optional() }).optional(),
});
const endRecord = z.object({
  run: z.object({ target: text }),
  sandbox: z.object({ destroyed: z.boolean(), keptBy: text.optional() }).optional(),
});

/** A restore test may have run for so long before it kept its sandbox, in milliseconds. */
const LONGEST_TEST_MS = 14 * 86_400_000;

/** The sandboxes of a backup's restore tests that are kept at this time, as the evidence in a repository says. */
export async function readKeptSandboxes(
  { secretDefaults }: Configuration,
  repositories: readonly Repository[],
  target: string,
  backupId: BackupId,
  nowMs: number,
): Promise<readonly KeptSandbox[]> {
  const found = new Map<string, KeptSandbox>();
  for (const repository of repositories) {
    const store = openStore(repository, secretReader(process.env, secretDefaults));
    const read = async <T>(kind: string, schema: z.ZodType<T>): Promise<readonly T[]> => {
      const keys = (await listRecordKeys(store, kind, target)).filter(key => isYoung(key, nowMs));
      const records = await Promise.all(keys.map(key => store.get(key)));
      return records.flatMap(stored => (stored && decodeJson(stored, schema)) ?? []);
    };
    for (const { run, backup, sandbox } of await read('restore-test', testRecord)) {
      const kept = sandbox?.kept;
      if (kept === undefined || Date.parse(kept.until) <= nowMs) continue;
      if (run.target === target && backup?.backupId === backupId) found.set(run.runId, kept);
    }
    if (found.size === 0) continue;
    for (const { sandbox } of await read('destroy', endRecord)) {
      if (sandbox?.destroyed) found.delete(sandbox.keptBy ?? '');
    }
  }
  return [...found.values()];
}

function isYoung(key: string, nowMs: number): boolean {
  const startedAt = timeOfId(key.slice(key.lastIndexOf('/') + 1));
  return startedAt !== undefined && nowMs - Date.parse(startedAt) < LONGEST_TEST_MS + LONGEST_WAIT_MS;
}
