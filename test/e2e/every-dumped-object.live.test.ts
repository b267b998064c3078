import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { backedUpAndRestored } from './backed-up-and-restored.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const EVERY_TYPE = read('../activities/postgres/proof/every-type.sql');
const EVERY_OBJECT = read('every-dumped-object.sql');

describe.each([15, 16, 18])('PostgreSQL %i: a backup passes its restore test', major => {
  test('of a database with an object of every kind, and names of every kind', async () => {
    const database = await makeDatabase(clusterOf(major));
    const role = `${database.name} "r`;
    await database.sql(`CREATE ROLE "${role.replaceAll('"', '""')}"`);
    await database.sql(EVERY_TYPE);
    await database.sql(
      EVERY_OBJECT.replaceAll('ROLE away', `${database.name} away`).replaceAll(
        '"ROLE"',
        `"${role.replaceAll('"', '""')}"`,
      ),
    );
    await database.sql('ANALYZE');
    const { proof, checks, notChecked } = await backedUpAndRestored(database);
    expect(proof).toMatchObject({ mode: 'full', largeObjects: 3, notProven: 4 });
    // PostgreSQL 16 and 18 come without amcheck here.
    const objects = notChecked.map(({ object }) => object.replaceAll(database.name, 'NAME'));
    expect(objects.filter(object => object !== 'indexes')).toEqual([
      ...['kinds.afar', 'kinds.not_yet', 'kinds.on_sums', 'kinds.sums'],
      'USER MAPPING - USER MAPPING postgres SERVER away postgres',
      'SUBSCRIPTION - NAME away postgres',
    ]);
    expect(checks.filter(({ name }) => name.startsWith('table '))).toHaveLength(proof.tables);
  });

  test('of a database with nothing in it', async () => {
    const { proof } = await backedUpAndRestored(await makeDatabase(clusterOf(major)));
    expect(proof).toMatchObject({ tables: 0, rows: 0, largeObjects: 0, sequences: 0 });
  });
});
