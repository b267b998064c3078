import { setTimeout as sleep } from 'node:timers/promises';

/** Something that runs until it is stopped, or ends by itself. */
export interface Supervised {
  /** Resolves when it has ended, with how, for people. */
  readonly ended: Promise<string | undefined>;
  readonly stop: () => Promise<void>;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Something that lived this long starts again at once. */
const LIVED_MS = 60_000;

/**
 * Keeps something running that was started once: starts it again whenever it ends, with growing pauses, until the signal
 * aborts; then stops it. `say` is told of every end. Resolves when it is stopped.
 */
export async function keepRunning(
  first: Supervised,
  start: () => Promise<Supervised>,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  let thing: Supervised | undefined = first;
  let pauseMs = FIRST_PAUSE_MS;
  while (thing !== undefined) {
    const begun = Date.now();
    const how = await endOf(thing, signal);
    if (signal.aborted) return;
    pauseMs = Date.now() - begun > LIVED_MS ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    say(`ended${how === undefined ? '' : `: ${how}`}; it is started again in ${pauseMs / 1_000} s`);
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    thing = signal.aborted ? undefined : await start().catch(startFailed);
  }
}

async function endOf(thing: Supervised, signal: AbortSignal): Promise<string | undefined> {
  const stop = () => void thing.stop();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await thing.ended;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A start that failed counts as something that ended at once. */
function startFailed(error: unknown): Supervised {
  const how = error instanceof Error ? error.message : String(error);
  return { ended: Promise.resolve(how), stop: async () => undefined };
}
