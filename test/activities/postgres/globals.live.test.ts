import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { globalsDump } from '../../../src/activities/postgres/dump-commands.ts';
import { clusterOf, makeDatabase, type TestDatabase } from '../../stack/databases.ts';
import { dumpSetting, runDump } from './dumps.ts';
import { openSource, urlAs } from './sources.ts';

describe.each([15, 16, 18])('X24: globals of PostgreSQL %i', major => {
  let database: TestDatabase;
  let role: string;
  beforeAll(async () => {
    database = await makeDatabase(clusterOf(major));
    role = `${database.name}_plain`;
    await database.sql(
      `CREATE ROLE ${role} LOGIN PASSWORD 'secret'; CREATE ROLE ${role}_group ROLE ${role}; ALTER ROLE ${role} SET work_mem = '9MB'`,
    );
  });

  const dump = async (url: string, withPasswords: boolean) => {
    const session = await openSource(url);
    return readFileSync(
      await runDump([globalsDump(dumpSetting(session, database.cluster, 'unused'), withPasswords)]),
      'utf8',
    );
  };

  test('a role without rights dumps roles, memberships and settings, but no password', async () => {
    const sql = await dump(urlAs(database.url, role), false);
    expect(sql).toContain(`CREATE ROLE ${role};`);
    expect(sql).toMatch(new RegExp(`GRANT ${role}_group TO ${role}`));
    expect(sql).toContain(`ALTER ROLE ${role} SET work_mem TO '9MB';`);
    expect(sql).not.toMatch(/PASSWORD '|SCRAM-SHA-256/);
  });

  test('a superuser dumps the verifiers of passwords', async () => {
    expect(await dump(database.url, true)).toMatch(new RegExp(`ALTER ROLE ${role} WITH .* PASSWORD 'SCRAM-SHA-256`));
  });

  test('a role without rights cannot ask for passwords', async () => {
    await expect(dump(urlAs(database.url, role), true)).rejects.toThrow('pg_dumpall exited with 1');
  });
});
