import { expect, test } from 'vitest';
import { openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';
import { makeEveryObject } from './every-object.ts';

test.each([15, 16, 18])('accuses no object of any kind after a restore in PostgreSQL %s', async major => {
  const house = await openHouse(await makeEveryObject(major));
  await house.startWorker();
  done(await house.backup());
  const { checks = [] } = done(await house.restoreTest());
  expect(checks.filter(({ verdict, required }) => required && verdict !== 'passed')).toEqual([]);
  const structure = checks.find(({ name }) => name === 'structure');
  expect(structure).toMatchObject({ verdict: 'passed', required: true });
  expect(String(structure?.detail)).toMatch(/^ACL \d+, .*INDEX \d+, .*POLICY 2, .*VIEW \d+$/);
  for (const name of ['database properties', 'settings of roles', 'extension versions', 'large objects']) {
    expect(checks.find(check => check.name === name)).toMatchObject({ verdict: 'passed' });
  }
});
