import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import type { EvidenceRecord } from '../../src/domain/evidence.ts';
import { flipBit } from '../stack/damage.ts';
import { clusterOf, makeDatabase, type TestDatabase } from '../stack/databases.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';
import { houseWith, SHOP, STRUCTURE } from './excerpts.ts';

const CLI = fileURLToPath(new URL('../../src/client/main.ts', import.meta.url));

/** Runs the command as a person does, with stdout as bytes and a folder of its own for temporary files. */
const run = async (house: House, ...args: readonly string[]) => {
  mkdirSync(house.at('tmp'), { recursive: true });
  const env = { TMPDIR: house.at('tmp') };
  const all = ['restore', 'shop', ...args, '--config', house.config];
  const ran = await execa(process.execPath, [CLI, ...all], { reject: false, encoding: 'buffer', env });
  expect(readdirSync(house.at('tmp'))).toEqual([]);
  return ran;
};

const records = (house: House): readonly EvidenceRecord[] =>
  globSync(house.at('repository/evidence/**/*-restore-*.json')).map(path => JSON.parse(readFileSync(path, 'utf8')));

const psql = ({ cluster, url }: TestDatabase, script: string) =>
  execa(join(cluster.programs, 'psql'), ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url, '-f', script], {
    env: { LC_ALL: 'C.UTF-8' },
  });

describe.each([15, 16, 18])('a dump of PostgreSQL %i', major => {
  test('M10: is given as one script that psql runs, whatever the number of its archives', async () => {
    const database = await makeDatabase(clusterOf(major));
    const house = await houseWith(
      database,
      `${SHOP}; CREATE TABLE big (id serial PRIMARY KEY, t text); INSERT INTO big (t) SELECT repeat('x', 150) FROM generate_series(1, 250000)`,
      { dump: { streams: 2 } },
    );
    const { exitCode } = await run(house, '--out', house.at('dump.sql'), '--format', 'sql');
    expect(exitCode).toBe(0);
    expect(globSync(house.at('repository/targets/shop/backups/*/table-data-1-*'))).toHaveLength(1);
    expect(statSync(house.at('dump.sql')).mode & 0o777).toBe(0o600);
    const into = await makeDatabase(clusterOf(major));
    await psql(into, house.at('dump.sql'));
    expect(await into.sql(STRUCTURE)).toEqual(await database.sql(STRUCTURE));
    const rows = `SELECT count(*)::int AS n, max(id) AS top, nextval('big_id_seq')::int AS next FROM big`;
    expect(await into.sql(rows)).toEqual([{ n: 250_000, top: 250_000, next: 250_001 }]);
  });
});

test('M10: a dump is given as the archive it is, and what was given is recorded', async () => {
  const house = await houseWith(await makeDatabase(clusterOf(15)), SHOP);
  const { exitCode, stdout } = await run(house, '--out', house.at('dump'), '--reason', 'for the auditor');
  expect(exitCode).toBe(0);
  const into = await makeDatabase(clusterOf(15));
  await execa(join(into.cluster.programs, 'pg_restore'), ['--exit-on-error', '-d', into.url, house.at('dump')]);
  expect(await into.sql('SELECT count(*)::int AS rows FROM app.customer')).toEqual([{ rows: 50 }]);
  const [record] = records(house);
  const { size } = statSync(house.at('dump'));
  expect(record).toMatchObject({
    verdict: 'passed',
    request: { reason: 'for the auditor' },
    handedOut: { to: house.at('dump'), format: 'custom', sizeBytes: size },
    notChecked: [{ object: 'content' }],
  });
  expect(Buffer.from(stdout).toString()).toContain(record?.handedOut?.sha256);
  expect(readdirSync(house.folder).filter(name => name.includes('partial'))).toEqual([]);
});

test('M10: a dump goes to stdout, alone', async () => {
  const house = await houseWith(await makeDatabase(clusterOf(15)), SHOP);
  const { exitCode, stdout, stderr } = await run(house, '--out', '-');
  expect(exitCode).toBe(0);
  expect(Buffer.from(stdout).subarray(0, 5).toString()).toBe('PGDMP');
  expect(Buffer.from(stderr).toString()).toContain('given to stdout');
});

test('a reader that goes away ends it, which is recorded', async () => {
  const house = await houseWith(
    await makeDatabase(clusterOf(15)),
    `CREATE TABLE t AS SELECT repeat('x', 150) AS t FROM generate_series(1, 20000)`,
  );
  const { exitCode, stderr } = await execa(
    'bash',
    [
      '-c',
      'set -o pipefail; "$@" | head -c 5 > /dev/null',
      'bash',
      ...[process.execPath, CLI, 'restore', '--out', '-', '--config', house.config],
    ],
    { reject: false },
  );
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('went away')]);
  expect(records(house)).toMatchObject([{ verdict: 'failed', failure: { kind: 'Cancelled' } }]);
});

test('M10: nothing that is there is written over', async () => {
  const house = await houseWith(await makeDatabase(clusterOf(15)), 'CREATE TABLE t (a int)');
  writeFileSync(house.at('dump'), 'mine');
  for (const path of [house.at('dump'), '/dev/stdout', house.folder]) {
    const { exitCode, stderr } = await run(house, '--out', path);
    expect([exitCode, Buffer.from(stderr).toString()]).toEqual([2, expect.stringContaining('there already')]);
  }
  expect(readFileSync(house.at('dump'), 'utf8')).toBe('mine');
});

test('M10: of a damaged backup not one byte is given', async () => {
  const house = await houseWith(await makeDatabase(clusterOf(15)), SHOP);
  const [main = ''] = globSync(house.at('repository/targets/shop/backups/*/main-*'));
  flipBit(main);
  const piped = await run(house, '--out', '-');
  expect([piped.exitCode, piped.stdout.length]).toEqual([4, 0]);
  const filed = await run(house, '--out', house.at('dump'));
  expect([filed.exitCode, existsSync(house.at('dump'))]).toEqual([4, false]);
  expect(readdirSync(house.folder).filter(name => name.includes('partial'))).toEqual([]);
  expect(records(house).map(({ verdict, failure }) => [verdict, failure?.kind])).toEqual([
    ['failed', 'ArtifactDamaged'],
    ['failed', 'ArtifactDamaged'],
  ]);
});

test('several archives are no archive, which is said before anything is fetched', async () => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(
    `CREATE TABLE small AS SELECT 1 AS a; CREATE TABLE big AS SELECT repeat('x', 150) AS t FROM generate_series(1, 250000)`,
  );
  const house = await openHouse(database, { policy: { dump: { streams: 2 } } });
  await house.startWorker();
  done(await house.backup());
  const { exitCode, stderr } = await run(house, '--out', house.at('dump'));
  expect([exitCode, Buffer.from(stderr).toString()]).toEqual([2, expect.stringContaining('--format sql')]);
  expect(existsSync(house.at('dump'))).toBe(false);
});

test.each([
  ['--into', 'file:/x'],
  ['--create'],
  ['--tables', 'a'],
  ['--format', 'custom', '--with-globals'],
  ['--json'],
])('--out - does not go with %s', async (...args) => {
  const house = await openHouse(await makeDatabase(clusterOf(15)));
  expect((await run(house, '--out', '-', ...args)).exitCode).toBe(2);
});
