import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { EvidenceRecord } from '../../src/domain/evidence.ts';
import type { TestDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';

/** Backs a database up, restores it, and returns what was proven, checked and not checked; no check may accuse the backup. */
export async function backedUpAndRestored(database: TestDatabase) {
  const house = await openHouse(database);
  await house.startWorker();
  const { proof } = done(await house.backup());
  const { verdict, checks, evidence } = done(await house.restoreTest());
  expect(checks.filter(check => check.required && check.verdict !== 'passed')).toEqual([]);
  expect(verdict).toBe('passed');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
  const { notChecked }: Pick<EvidenceRecord, 'notChecked'> = JSON.parse(readFileSync(String(evidence?.json), 'utf8'));
  return { proof, checks, notChecked };
}
