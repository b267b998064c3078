import type { ProofSummary } from './manifest.ts';
import type { ProofMode } from './policies.ts';

/** The recipe by which fingerprints are made. A proof is compared only with one of the same recipe. */
export const PROOF_RECIPE = 'firedrill-proof-1';

/** Order-independent digest of a set of rows: exclusive-or and sum of their 64-bit hashes. */
export type Fingerprint = string & { readonly __name: 'fingerprint' };

/** Count and fingerprint of one table at the dump's snapshot; a partitioned table stands here once, at its root. */
export interface TableProof {
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'partitioned';
  /** Names of the hashed columns, in the order in which they were hashed (bytewise by name). */
  readonly columns: readonly string[];
  readonly rows: number;
  /** Absent where the policy proves counts only. */
  readonly fingerprint?: Fingerprint;
  /** Fingerprint of the stored generated columns, which a restore computes anew; absent where the table has none. */
  readonly generated?: { readonly columns: readonly string[]; readonly fingerprint: Fingerprint };
}

/** A large object; the hash is over its bytes in chunks of 1 MiB, absent where the policy proves counts only. */
export interface LargeObjectProof {
  readonly oid: number;
  readonly sizeBytes: number;
  readonly hash?: string;
  /** Name of its owner; older proofs tell neither owner nor rights. */
  readonly owner?: string;
  /** Rights as PostgreSQL writes them, sorted; those of the default are written out. */
  readonly acl?: readonly string[];
}

/** Where a sequence stood right before and right after the dump. Sequences ignore snapshots. Values are decimal text. */
export interface SequenceProof {
  readonly schema: string;
  readonly name: string;
  readonly before: SequencePosition;
  readonly after: SequencePosition;
}

export interface SequencePosition {
  readonly lastValue: string;
  /** Whether `lastValue` has been handed out; if not, it is the next one. */
  readonly isCalled: boolean;
}

/** An object whose content is not part of the proof. */
export interface NotProven {
  readonly object: string;
  readonly reason: string;
}

/** A relation of the database whose content is not part of the proof. */
export interface UnprovenRelation extends NotProven {
  readonly schema: string;
  readonly name: string;
}

/** What a database held at one snapshot. */
export interface Proof {
  readonly recipe: string;
  readonly mode: ProofMode;
  readonly tables: readonly TableProof[];
  readonly largeObjects: readonly LargeObjectProof[];
  readonly sequences: readonly SequenceProof[];
  readonly notProven: readonly UnprovenRelation[];
}

/** Exclusive-or and sum of the row hashes of one relation, as the server returns them. */
export interface HashTotals {
  readonly rows: number;
  readonly xor: bigint;
  readonly sum: bigint;
}

/** Folds the leaves of a partitioned table: rows may lie in other leaves after a restore, their totals may not change. */
export function foldTotals(parts: readonly HashTotals[]): HashTotals {
  return parts.reduce(
    (all, part) => ({ rows: all.rows + part.rows, xor: all.xor ^ part.xor, sum: all.sum + part.sum }),
    { rows: 0, xor: 0n, sum: 0n },
  );
}

/** `<exclusive-or as 16 hex digits>:<sum as hex>`. */
export function fingerprintOf(totals: HashTotals): Fingerprint {
  const xor = BigInt.asUintN(64, totals.xor).toString(16).padStart(16, '0');
  return `${xor}:${totals.sum.toString(16)}` as Fingerprint;
}

/** `schema.table` for people. Not SQL. */
export function qualifiedName(object: { readonly schema: string; readonly name: string }): string {
  return `${object.schema}.${object.name}`;
}

/** What tells two objects apart. `qualifiedName` does not: `"a.b".c` and `a."b.c"` read alike. */
export function identityOf(object: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([object.schema, object.name]);
}

/** The totals of a proof, for the manifest. */
export function summariseProof(proof: Proof): ProofSummary {
  return {
    recipe: proof.recipe,
    mode: proof.mode,
    tables: proof.tables.length,
    rows: proof.tables.reduce((sum, { rows }) => sum + rows, 0),
    largeObjects: proof.largeObjects.length,
    sequences: proof.sequences.length,
    notProven: proof.notProven.length,
  };
}
