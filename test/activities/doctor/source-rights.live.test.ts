import { describe, expect, test } from 'vitest';
import { diagnoseSource } from '../../../src/activities/doctor/source.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { urlAs } from '../postgres/sources.ts';
import { depsOf, job, targetOf } from './surroundings.ts';

describe.each([15, 16, 18])('on PostgreSQL %i', major => {
  /** A database, and what a new role that owns nothing lacks in it. */
  async function lacking(statements: string) {
    const database = await makeDatabase(clusterOf(major));
    const role = `${database.name}_r`;
    await database.sql(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'; ${statements.replaceAll('who', role)}`);
    const deps = depsOf({ DATABASE_URL: urlAs(database.url, role) });
    const diagnose = async () => {
      const { findings } = await diagnoseSource(targetOf(deps), job, deps);
      return findings.filter(({ verdict }) => verdict === 'failed');
    };
    return { database, role, diagnose };
  }

  test('every table that the role may not read has a line, and its GRANTs mend it', async () => {
    const { database, role, diagnose } = await lacking(
      'CREATE TABLE orders (a int); CREATE SCHEMA "Old"; CREATE TABLE "Old"."Odd;" (a serial); CREATE TABLE mine (a int); GRANT SELECT ON mine TO who',
    );
    const failed = await diagnose();
    expect(failed.map(({ found }) => found)).toEqual([
      'no USAGE on the schema of "Old"."Odd;"',
      'no USAGE on the schema of "Old"."Odd;_a_seq"',
      'no SELECT on table "public"."orders"',
    ]);
    expect(failed.at(-1)?.hint).toBe(`GRANT SELECT ON TABLE "public"."orders" TO "${role}"`);
    for (const { hint } of failed) await database.sql(String(hint));
    expect(await diagnose()).toEqual([]);
  });

  test('rows that a policy hides are named, and BYPASSRLS mends it', async () => {
    const { database, diagnose } = await lacking(
      'CREATE TABLE t (a int); GRANT SELECT ON t TO who; ALTER TABLE t ENABLE ROW LEVEL SECURITY',
    );
    const failed = await diagnose();
    expect(failed.map(({ found }) => found)).toEqual(['row-level security hides rows of "public"."t"']);
    for (const { hint } of failed) await database.sql(String(hint));
    expect(await diagnose()).toEqual([]);
  });

  test('large objects of others are a failure of their own', async () => {
    const { diagnose } = await lacking("SELECT lo_from_bytea(0, 'x')");
    expect(await diagnose()).toMatchObject([
      { label: 'large objects', found: expect.stringContaining('1 large object') },
    ]);
  });
});
