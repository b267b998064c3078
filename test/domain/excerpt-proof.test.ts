import { expect, test } from 'vitest';
import { parseArchiveEntries } from '../../src/domain/archive-entries.ts';
import { excerptProof } from '../../src/domain/excerpt-proof.ts';
import { PROOF_RECIPE, type Proof } from '../../src/domain/proof.ts';

const table = (schema: string, name: string) => ({ schema, name, kind: 'table', columns: [], rows: 1 }) as const;
const AT = { lastValue: '1', isCalled: true };
const PROOF: Proof = {
  recipe: PROOF_RECIPE,
  mode: 'full',
  tables: [
    table('app', 't'),
    table('app', 'u'),
    table('app', 'two\nlines'),
    table('app', 'p'),
    table('a b', 'c'),
    table('a', 'b c'),
  ],
  largeObjects: [{ oid: 1, sizeBytes: 2 }],
  sequences: ['s', 'z'].map(name => ({ schema: 'app', name, before: AT, after: AT })),
  notProven: [{ schema: 'app', name: 'f', object: 'app.f', reason: 'foreign' }],
};

const restored = (lines: readonly string[], others: readonly string[] = []) => {
  const list = [...lines, ...others].map((line, index) => `${index + 1}; ${line} me`).join('\n');
  const entries = parseArchiveEntries(list, ['me']);
  const members = new Set(entries.slice(0, lines.length).map(({ dumpId }) => dumpId));
  return excerptProof(PROOF, entries, { members }, { kind: 'tables', tables: [{ schema: 'a', name: 'b c' }] });
};

test('of a proof remains what speaks of what was restored', () => {
  const { proof, unprovable } = restored(['1259 1 TABLE app t', '1259 2 SEQUENCE app s', '1259 3 TABLE app two lines']);
  expect(proof.tables.map(({ name }) => name)).toEqual(['t', 'two\nlines']);
  expect(proof.sequences.map(({ name }) => name)).toEqual(['s']);
  expect([proof.largeObjects, proof.notProven, unprovable]).toEqual([[], [], []]);
});

test('what has no proof keeps its reason', () => {
  expect(restored(['1259 1 FOREIGN TABLE app f']).proof.notProven).toHaveLength(1);
});

test('a partition with its table is proven with it, and one that came alone cannot be', () => {
  expect(restored(['1259 1 TABLE app p', '1259 2 TABLE app p1', '0 0 TABLE ATTACH app p1']).unprovable).toEqual([]);
  expect(restored(['1259 2 TABLE app p1']).unprovable).toEqual([
    expect.objectContaining({ name: 'table app.p1', verdict: 'inconclusive', required: true }),
  ]);
});

test('of two tables that read alike in a list only the one that was asked for is compared', () => {
  const { proof } = restored(['1259 1 TABLE a b c'], ['1259 2 TABLE a b c']);
  expect(proof.tables).toEqual([table('a', 'b c')]);
});
