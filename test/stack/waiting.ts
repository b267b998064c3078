import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';

const LOOK_MS = 50;

/** Waits until something is so, and returns it. Throws after a minute, saying what was waited for. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(LOOK_MS)) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error(`waited in vain: ${what}`);
}

/** Waits until a run works on an activity of this type, in this attempt or a later one. */
export async function untilActivity(handle: WorkflowHandle, type: string, attempt = 1): Promise<void> {
  await until(`${type}, attempt ${attempt}`, async () => {
    const { raw } = await handle.describe();
    return raw.pendingActivities?.some(
      pending =>
        pending.activityType?.name === type && (pending.attempt ?? 0) >= attempt && pending.lastStartedTime != null,
    );
  });
}
