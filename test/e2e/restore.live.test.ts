import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runSql } from '../../dev/stack/postgres-cluster.ts';
import type { RestoreOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase, type TestDatabase, urlOf } from '../stack/databases.ts';
import { shared } from '../stack/ending.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import type { SharedCluster } from '../stack/global-setup.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';

/** A house with a committed backup of a database, and a worker. */
async function houseOf(database: TestDatabase, worker: Parameters<House['startWorker']>[0] = {}): Promise<House> {
  const house = await openHouse(database);
  await house.startWorker(worker);
  done(await house.backup());
  return house;
}

/** A name that no database has, and a reference to its URL, which holds the password. Dropped after the test. */
function missing(house: House, cluster: SharedCluster) {
  const name = `r_${randomBytes(6).toString('hex')}`;
  const file = house.at('into.url');
  writeFileSync(file, urlOf(cluster, name), { mode: 0o600 });
  onTestFinished(async () => {
    await runSql(urlOf(cluster, 'template1'), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
  return { name, into: `file:${file}`, url: urlOf(cluster, name) };
}

const restored = (document: { readonly data: never }): RestoreOutcome => document.data;

test('a backup is restored into a database that is made as it was, and is what it was', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  await database.sql(`COMMENT ON DATABASE ${database.name} IS 'the shop''s';
    ALTER DATABASE ${database.name} SET search_path = "$user", public, "Odd, one"; ALTER DATABASE ${database.name} SET work_mem = '5MB';
    ALTER ROLE postgres IN DATABASE ${database.name} SET statement_timeout = '1h'; REVOKE TEMP ON DATABASE ${database.name} FROM PUBLIC`);
  const house = await houseOf(database);
  const { name, into, url } = missing(house, clusterOf(15));
  const { exitCode, document, stderr } = await house.cli('restore', 'shop', '--into', into, '--create', '--yes');
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining(`${name} on 127.0.0.1`)]);
  const { verdict, checks, measured, evidence } = restored(document);
  expect(verdict).toBe('passed');
  expect(checks.filter(check => check.verdict !== 'passed')).toEqual([]);
  expect(checks.filter(check => check.name.startsWith('table '))).toHaveLength(11);
  expect(checks.map(check => check.name)).toContain('database');
  expect(measured?.rtoMs).toBeGreaterThan(0);
  expect(await runSql(url, 'SELECT count(*)::int AS rows FROM track')).toEqual([{ rows: 3503 }]);
  expect(await runSql(url, `SELECT count(*)::int AS analysed FROM pg_stats WHERE schemaname = 'public'`)).not.toEqual([
    { analysed: 0 },
  ]);
  expect(readFileSync(String(evidence?.html), 'utf8')).toContain('made by this run');
  expect(await runSql(url, `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'firedrill%'`)).toEqual([]);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

describe('a restore', () => {
  const open = shared(async () => houseOf(await makeDatabase(clusterOf(15), 'chinook')));

  test('goes into an empty database that is there', async () => {
    const house = open();
    const into = await makeDatabase(clusterOf(15));
    writeFileSync(house.at('into.url'), into.url, { mode: 0o600 });
    const { exitCode, document } = await house.cli('restore', '--into', `file:${house.at('into.url')}`, '--yes');
    expect(exitCode).toBe(0);
    expect(restored(document).verdict).toBe('passed');
    expect(await into.sql('SELECT count(*)::int AS rows FROM track')).toEqual([{ rows: 3503 }]);
  });

  test('goes into a newer major', async () => {
    const house = open();
    const { into } = missing(house, clusterOf(18));
    const { exitCode, document } = await house.cli('restore', '--into', into, '--create', '--yes');
    expect([exitCode, document.error]).toEqual([0, undefined]);
    expect(restored(document).verdict).toBe('passed');
  });

  test('D12: never goes into an older one', async () => {
    const house = await houseOf(await makeDatabase(clusterOf(18), 'chinook'));
    const { into } = missing(house, clusterOf(15));
    const { exitCode, document } = await house.cli('restore', '--into', into, '--create', '--yes');
    expect([exitCode, document.error?.kind]).toEqual([2, 'VersionUnsupported']);
  });

  test('M6: refuses a database that is not empty, names what is in it, and changes nothing', async () => {
    const database = await makeDatabase(clusterOf(15), 'chinook');
    const house = open();
    writeFileSync(house.at('into.url'), database.url, { mode: 0o600 });
    const { exitCode, document } = await house.cli(
      'restore',
      '--into',
      `file:${house.at('into.url')}`,
      '--create',
      '--yes',
    );
    expect(exitCode).toBe(2);
    expect(document.error).toMatchObject({
      kind: 'DestinationUnusable',
      message: expect.stringContaining(
        'it has relation public.album, relation public.artist, relation public.customer, and 8 more',
      ),
      hint: expect.stringContaining('--create'),
    });
    expect(await database.sql('SELECT count(*)::int AS rows FROM track')).toEqual([{ rows: 3503 }]);
  });

  test('says that a database is missing, and what makes it', async () => {
    const house = open();
    const { into } = missing(house, clusterOf(15));
    const { exitCode, document } = await house.cli('restore', '--into', into, '--yes');
    expect([exitCode, document.error?.hint]).toEqual([10, expect.stringContaining('--create')]);
  });

  test('asks a person first, and without one ends before it has done anything', async () => {
    const house = open();
    const { into, name } = missing(house, clusterOf(15));
    const { exitCode, document, stderr } = await house.cli('restore', '--into', into, '--create');
    expect([exitCode, document.error?.hint]).toEqual([2, 'answer with --yes']);
    expect(stderr).toContain('digest');
    expect(
      await runSql(urlOf(clusterOf(15), 'template1'), `SELECT FROM pg_database WHERE datname = '${name}'`),
    ).toEqual([]);
  });

  test('shows its plan alone where it is asked for that', async () => {
    const house = open();
    const { into, name } = missing(house, clusterOf(15));
    const { exitCode, document } = await house.cli('restore', '--into', into, '--create', '--dry-run');
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      kind: 'plan',
      data: { destination: { database: name, state: 'missing' } },
    });
  });

  test('takes no password on its command line', async () => {
    const house = open();
    const { url } = missing(house, clusterOf(15));
    const { exitCode, document } = await house.cli('restore', '--into', url, '--create', '--yes');
    expect([exitCode, document.error?.hint]).toEqual([2, expect.stringContaining('file:')]);
  });
});

test('M7: with globals the roles that a server lacks are made first, with their passwords and memberships', async () => {
  const database = await makeDatabase(clusterOf(16));
  const role = `${database.name}_Owner x`;
  await database.sql(`CREATE ROLE "${role}" LOGIN PASSWORD 'secret' CONNECTION LIMIT 7; CREATE ROLE "${role}s"; GRANT "${role}s" TO "${role}" WITH ADMIN OPTION;
    ALTER ROLE "${role}" SET work_mem = '3MB'; CREATE TABLE t (a int); ALTER TABLE t OWNER TO "${role}"; GRANT SELECT ON t TO "${role}s"`);
  const house = await houseOf(database);
  const { into, url } = missing(house, clusterOf(18));
  const without = await house.cli('restore', '--into', into, '--create', '--yes');
  expect([without.exitCode, without.document.error]).toEqual([
    2,
    expect.objectContaining({
      message: expect.stringContaining(role),
      hint: expect.stringContaining('--with-globals'),
    }),
  ]);
  const { exitCode, document } = await house.cli('restore', '--into', into, '--create', '--with-globals', '--yes');
  expect([exitCode, document.error]).toEqual([0, undefined]);
  // Tests beside this one have roles on the source's server, too.
  expect(restored(document).roles).toEqual(expect.arrayContaining([role, `${role}s`]));
  expect(
    await runSql(
      url,
      `SELECT rolcanlogin, rolconnlimit, rolpassword LIKE 'SCRAM%' AS password FROM pg_authid WHERE rolname = '${role}'`,
    ),
  ).toEqual([{ rolcanlogin: true, rolconnlimit: 7, password: true }]);
  expect(
    await runSql(url, `SELECT pg_get_userbyid(relowner)::text AS owner FROM pg_class WHERE relname = 't'`),
  ).toEqual([{ owner: role }]);
  await runSql(url, `DROP OWNED BY "${role}", "${role}s"`);
  await runSql(urlOf(clusterOf(18), 'template1'), `DROP ROLE "${role}s"; DROP ROLE "${role}"`);
});

test('a restore that takes longer than the RTO ends with exit code 5, and the database stays', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'), {
    policy: { objectives: { rto: '1ms' } },
  });
  await house.startWorker();
  done(await house.backup());
  const { into, url } = missing(house, clusterOf(15));
  const { exitCode, document } = await house.cli('restore', '--into', into, '--create', '--yes');
  expect([exitCode, document.error?.kind]).toEqual([5, 'ObjectiveMissed']);
  expect(await runSql(url, 'SELECT count(*)::int AS rows FROM track')).toEqual([{ rows: 3503 }]);
});

test('a role that is no superuser restores what it owns, into a database that it makes', async () => {
  const cluster = clusterOf(16);
  const database = await makeDatabase(cluster);
  const role = `${database.name}_r`;
  await runSql(urlOf(cluster, 'template1'), `CREATE ROLE ${role} LOGIN CREATEDB PASSWORD 'plain'`);
  await database.sql(`ALTER DATABASE ${database.name} OWNER TO ${role}; COMMENT ON DATABASE ${database.name} IS 'of the shop';
    ALTER DATABASE ${database.name} SET work_mem = '5MB'; CREATE TABLE sale AS SELECT 7 AS amount; ALTER TABLE sale OWNER TO ${role}`);
  const house = await houseOf(database);
  const { into, url } = missing(house, cluster);
  writeFileSync(house.at('into.url'), url.replace(/\/\/[^@]+@/, `//${role}:plain@`), { mode: 0o600 });
  const { exitCode, document } = await house.cli('restore', '--into', into, '--create', '--yes');
  expect([exitCode, document.error]).toEqual([0, undefined]);
  expect(restored(document).checks.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
  expect(
    await runSql(
      url,
      `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = current_database()`,
    ),
  ).toEqual([{ comment: 'of the shop' }]);
});
