import { expect, test } from 'vitest';
import { clusterOf, makeDatabase, type TestDatabase } from '../../../stack/databases.ts';
import { urlAs } from '../sources.ts';
import { proveDatabase } from './contents.ts';

/** A table of two rows of which a policy shows one, and a role that may read it. */
async function prepared(major: number, role: string): Promise<{ database: TestDatabase; url: string; name: string }> {
  const database = await makeDatabase(clusterOf(major));
  const name = `${database.name}_r`;
  await database.sql(`CREATE ROLE ${name} LOGIN PASSWORD 'secret' ${role};
    CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2); GRANT SELECT ON t TO ${name};
    ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY one ON t USING (a = 1)`);
  return { database, url: urlAs(database.url, name), name };
}

test.each([15, 16, 18])(
  'D7: rows that a policy would hide are refused, never left out, on PostgreSQL %i',
  async major => {
    const { url } = await prepared(major, '');
    await expect(proveDatabase(url)).rejects.toMatchObject({ kind: 'RightsMissing' });
    await expect(proveDatabase(url, { mode: 'counts' })).rejects.toMatchObject({ kind: 'RightsMissing' });
  },
);

test.each([15, 16, 18])('a role that bypasses policies proves all rows on PostgreSQL %i', async major => {
  const { url } = await prepared(major, 'BYPASSRLS');
  expect((await proveDatabase(url)).tables).toMatchObject([{ name: 't', rows: 2 }]);
});

test('the owner of a table proves all rows, unless the policies are forced upon it', async () => {
  const { database, url, name } = await prepared(18, '');
  await database.sql(`ALTER TABLE t OWNER TO ${name}`);
  expect((await proveDatabase(url)).tables).toMatchObject([{ name: 't', rows: 2 }]);
  await database.sql('ALTER TABLE t FORCE ROW LEVEL SECURITY');
  await expect(proveDatabase(url)).rejects.toMatchObject({ kind: 'RightsMissing' });
});
