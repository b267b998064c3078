import { count } from './counting.ts';
import type { ProofSummary } from './manifest.ts';

/** What a proof covers: `11 tables with 15,607 rows`. */
export function contentOf({ tables, rows }: Pick<ProofSummary, 'tables' | 'rows'>): string {
  return `${count(tables, 'table')} with ${count(rows, 'row')}`;
}

/** What a backup has proven about its source. Without a proof nobody counted the tables: 0 would be a lie. */
export function describeProof(proof: ProofSummary): string {
  return proof.mode === 'off' ? 'nothing proven (proof: off)' : `${contentOf(proof)} proven (${proof.mode})`;
}

/** What a restore test that passed has compared: no more than the proof of its backup covers. */
export function describeEquality(proof: ProofSummary): string {
  switch (proof.mode) {
    case 'full':
      return `${contentOf(proof)}, equal by count and fingerprint`;
    case 'counts':
      return `${contentOf(proof)}, equal in number of rows only`;
    case 'off':
      return 'nothing was compared (proof: off)';
  }
}
