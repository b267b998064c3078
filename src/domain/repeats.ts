import { count } from './counting.ts';

/** What the note of a step says of requests that had to be made again: `, 3 requests repeated`; nothing where there were none. */
export function describeRepeats(repeats = 0): string {
  return repeats === 0 ? '' : `, ${count(repeats, 'request')} repeated`;
}
