import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { claimOf, type RunClaim } from '../../domain/run-claim.ts';
import type { RunIdentity } from '../../domain/runs.ts';
import { writeDurably } from '../repository/directory/durable-files.ts';
import { decodeJson, encodeJson } from '../repository/json-object.ts';

const claim = z.object({
  format: z.literal(1),
  runId: z.string(),
  workflowId: z.string(),
  firstExecutionRunId: z.string(),
  startedAt: z.string(),
}) satisfies z.ZodType<RunClaim>;

/** Reads a claim; undefined for anything that is none. */
export function decodeClaim(stored: Uint8Array): RunClaim | undefined {
  return decodeJson(stored, claim);
}

const FILE = 'run.json';

/** Marks a folder of this host as a run's. */
export async function claimFolder(folder: string, run: RunIdentity): Promise<void> {
  await writeDurably(join(folder, FILE), encodeJson(claimOf(run)), false);
}

/** Whose folder it is; undefined where nobody had marked it yet. */
export async function readFolderClaim(folder: string): Promise<RunClaim | undefined> {
  const stored = await readFile(join(folder, FILE)).catch(() => undefined);
  return stored === undefined ? undefined : decodeClaim(stored);
}
