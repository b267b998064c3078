import { identityOf, qualifiedName, type SequencePosition, type SequenceProof } from './proof.ts';
import type { Check } from './verdicts.ts';

/** A sequence of the restored database, beside what the archive sets it to. */
export interface RestoredSequence {
  readonly schema: string;
  readonly name: string;
  /** What the archive's SEQUENCE SET entry says; absent where the archive has none for it. */
  readonly archived?: SequencePosition;
  readonly found: SequencePosition;
}

interface StandingSequence {
  readonly schema: string;
  readonly name: string;
  readonly position: SequencePosition;
}

/** Where each sequence stood before the dump and after it. One that went away meanwhile is left where it was. */
export function spanSequences(
  before: readonly StandingSequence[],
  after: readonly StandingSequence[],
): readonly SequenceProof[] {
  const later = new Map(after.map(sequence => [identityOf(sequence), sequence.position]));
  return before.map(({ schema, name, position }) => ({
    schema,
    name,
    before: position,
    after: later.get(identityOf({ schema, name })) ?? position,
  }));
}

/**
 * Checks every sequence against the archive's own SEQUENCE SET, and against the span between where it stood before and
 * after the dump: a value outside of it would hand out numbers twice, or skip some.
 */
export function compareSequences(
  expected: readonly SequenceProof[],
  restored: readonly RestoredSequence[],
): readonly Check[] {
  const byName = new Map(restored.map(sequence => [identityOf(sequence), sequence]));
  return expected.map(sequence => {
    const other = byName.get(identityOf(sequence));
    const detail = other === undefined ? 'the sequence is not there after the restore' : describe(sequence, other);
    return {
      name: `sequence ${qualifiedName(sequence)}`,
      about: 'content',
      required: true,
      verdict: detail === undefined ? 'passed' : 'failed',
      expected: { ...(other?.archived ?? sequence.before) },
      found: other === undefined ? null : { ...other.found },
      source: other?.archived === undefined ? 'read before the dump' : 'SEQUENCE SET of the archive',
      ...(detail === undefined ? {} : { detail }),
    };
  });
}

const BEHIND = 'the sequence is behind: its next values were handed out before';

function describe(expected: SequenceProof, { archived, found }: RestoredSequence): string | undefined {
  const here = place(found);
  if (archived !== undefined && here !== place(archived)) {
    return here < place(archived) ? BEHIND : 'the sequence is not where the archive sets it';
  }
  const [before, after] = [place(expected.before), place(expected.after)];
  if (here < before && here < after) return BEHIND;
  if (here > before && here > after) return 'the sequence is ahead of where it stood after the dump';
  return undefined;
}

/** Twice the last value, plus one when it was handed out: orders `(5, not called)` before `(5, called)`. */
function place(position: SequencePosition): bigint {
  return BigInt(position.lastValue) * 2n + (position.isCalled ? 1n : 0n);
}
