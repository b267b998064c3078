import { type Chances, chancesOf } from './random.ts';

/** Another seed tries other cases: `FUZZ_SEED=7 npx vitest run fuzz`. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_121);

/** What a single case may take before it is called a hang, in milliseconds; the longest take a few. */
const HANG_MS = 5_000;

/**
 * Tries many cases, each with chances of its own seed.
 * @throws Error that names the seed of the first case that failed: with it as FUZZ_SEED that case is the first one.
 */
export async function tryCases(count: number, tryOne: (chances: Chances) => unknown): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const seed = SEED + index;
    try {
      await inTime(tryOne(chancesOf(seed)));
    } catch (cause) {
      throw new Error(`case ${index + 1} failed, again with FUZZ_SEED=${seed}: ${describe(cause)}`, { cause });
    }
  }
}

async function inTime(work: unknown): Promise<void> {
  // Most cases are done already; a timer for each would cost more than they do.
  if (!(work instanceof Promise)) return;
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${HANG_MS} ms`)), HANG_MS);
  });
  try {
    await Promise.race([work, hang]);
  } finally {
    clearTimeout(timer);
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message.slice(0, 500)}` : String(cause);
}
