import { expect, test } from 'vitest';
import { changeStructure, STRUCTURE_MUTATIONS } from '../mutations/structure.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';
import { makeEveryObject } from './every-object.ts';

// What is found in PostgreSQL 15 stands in docs/proof.md.
test.each([16, 18])('finds and names every object that differs in PostgreSQL %s', async major => {
  const database = await makeEveryObject(major);
  const sandboxSql = changeStructure(database.roles);
  const house = await openHouse(database);
  await house.startWorker({ plants: [{ activity: 'compareStructure', when: 'before', act: { sandboxSql } }] });
  done(await house.backup());
  const { failure, outcome } = failed(await house.restoreTest(), 'DataDiffers');
  const names = (outcome?.checks ?? []).filter(({ verdict }) => verdict === 'failed').map(({ name }) => name);
  const expected = STRUCTURE_MUTATIONS.flatMap(({ finds }) => finds);
  expect(names.toSorted()).toEqual(expected.toSorted());
  expect(JSON.stringify({ failure, outcome })).not.toMatch(/-option|gloomy|sad|another|return old/);
});
