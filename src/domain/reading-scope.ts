import { parseDuration } from './durations.ts';
import { Failure } from './failures.ts';
import { formatSize, parseSize } from './sizes.ts';

/** How much one run may read: so many stored bytes, or for so long; what it has begun it reads to its end. */
export type ReadingBudget =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'time'; readonly ms: number };

/** Bounds of a verification that reads. */
export interface ReadingScope {
  /** Only backups that have not been read well within this time, in milliseconds. */
  readonly unreadForMs?: number;
  readonly budget?: ReadingBudget;
}

/** The bounds as people write them: `30d`; `100GB` or `1h`. */
export interface WrittenScope {
  readonly unreadFor?: string;
  readonly budget?: string;
}

/**
 * Reads the bounds that a verification was started with; undefined where there are none.
 * Throws UsageInvalid for what is no duration or size, and beside the choice of one backup.
 */
export function parseReadingScope(written: WrittenScope & { readonly backup?: string }): ReadingScope | undefined {
  const { unreadFor, budget, backup } = written;
  if (unreadFor === undefined && budget === undefined) return undefined;
  if (backup !== undefined)
    throw new Failure('UsageInvalid', '--unread-for and --budget choose among backups, and --backup names one', {
      hint: 'leave out --backup, or the others',
    });
  return {
    ...(unreadFor !== undefined && { unreadForMs: readUnreadFor(unreadFor) }),
    ...(budget !== undefined && { budget: readBudget(budget) }),
  };
}

function readUnreadFor(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return durationMs;
  throw new Failure('UsageInvalid', `--unread-for "${text}" is no duration`, { hint: 'write --unread-for 30d' });
}

function readBudget(text: string): ReadingBudget {
  const bytes = parseSize(text);
  if (bytes !== undefined && bytes > 0) return { kind: 'bytes', bytes };
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return { kind: 'time', ms };
  throw new Failure('UsageInvalid', `--budget "${text}" is neither a size nor a duration above 0`, {
    hint: 'write --budget 100GB or --budget 2h',
  });
}

/** The bounds in words: `not read for 30d, at most 100 GB`. */
export function describeScope({ unreadFor, budget }: WrittenScope): string {
  const bytes = budget === undefined ? undefined : parseSize(budget);
  return [
    ...(unreadFor === undefined ? [] : [`not read for ${unreadFor}`]),
    ...(budget === undefined ? [] : [`at most ${bytes === undefined ? budget : formatSize(bytes)}`]),
  ].join(', ');
}
