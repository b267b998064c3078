import { expect, test } from 'vitest';
import { assertRecipe } from '../../../src/activities/restore-test/compare.ts';
import { PROOF_RECIPE, type Proof } from '../../../src/domain/proof.ts';

const proof = (recipe: string): Proof => ({
  recipe,
  mode: 'full',
  tables: [],
  largeObjects: [],
  sequences: [],
  notProven: [],
});

test('a proof that was made in another way is compared with nothing', () => {
  expect(() => assertRecipe(proof(PROOF_RECIPE), 'a backup')).not.toThrow();
  expect(() => assertRecipe(proof('firedrill-0'), 'a backup')).toThrow(
    expect.objectContaining({ kind: 'Inconclusive', message: expect.stringContaining('firedrill-0') }),
  );
});
