import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ROW_MUTATIONS } from '../mutations/rows.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';

const ROWS = readFileSync(fileURLToPath(new URL('../mutations/rows.sql', import.meta.url)), 'utf8');

// What is said of each of them stands in docs/proof.md.
test('finds and names every table, sequence and large object that differs, and shows no row', async () => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(ROWS.replaceAll('READER', 'pg_monitor'));
  const house = await openHouse(database);
  const sandboxSql = ROW_MUTATIONS.map(({ sql }) => sql).join(';\n');
  await house.startWorker({ plants: [{ activity: 'restoreBackup', when: 'after', act: { sandboxSql } }] });
  done(await house.backup());
  const { failure, outcome } = failed(await house.restoreTest(), 'DataDiffers');
  const found = (outcome?.checks ?? []).filter(({ verdict }) => verdict === 'failed');
  expect(new Set(found.map(({ name }) => name))).toEqual(new Set(ROW_MUTATIONS.flatMap(({ finds }) => finds)));
  for (const { detail, expected, found: seen } of found) {
    expect(detail).toBeTruthy();
    expect(expected).not.toEqual(seen);
  }
  expect(JSON.stringify({ failure, outcome })).not.toMatch(/row five|"same"|row \d+"/);
});
