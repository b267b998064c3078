import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { restoreErrors } from '../../../src/activities/sandbox/restore-errors.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { dumpArchive } from './archives.ts';

/** Words of a row that no error may repeat. */
const SECRET = /kim|4711|ümlaut/;

const VALUES = [
  'kim@example.com',
  'kim "4711" kim',
  'kim\n4711 "kim',
  '"kim"\n"kim',
  `${'kim '.repeat(200)}`,
  'ümlaut',
  '4711',
  '{kim',
  '{"a": "kim"',
  '2026-13-47 kim',
  '2026-11-21 00:00 kim/4711',
  '10.0.0.4711/kim',
  'public.kim',
];

/** Makes a table with rows, restores it where the statements have made another one of that name, and returns what is told. */
async function errorsOf(major: number, made: string, elsewhere: string, args: readonly string[] = ['--data-only']) {
  const source = await makeDatabase(clusterOf(major));
  await source.sql(made);
  const archive = await dumpArchive(source);
  const into = await makeDatabase(clusterOf(major));
  await into.sql(elsewhere);
  const program = join(into.cluster.programs, 'pg_restore');
  const { stderr, exitCode } = await execa(program, [...args, `--dbname=${into.url}`, archive], { reject: false });
  expect(exitCode).toBe(1);
  return { stderr, errors: restoreErrors(stderr) };
}

const quote = (value: string) => `$v$${value}$v$`;

describe.each([15, 16, 18])('errors of restoring PostgreSQL %i', major => {
  test.each([
    'int', 'bigint', 'numeric', 'float8', 'bool', 'uuid', 'date', 'timestamptz', 'interval', 'inet', 'macaddr', 'json', 'jsonb', 'point', 'int[]',
    'mood', 'bit(3)', 'varchar(3)', 'bytea', 'tsquery', 'int4range', 'regclass', 'regtype', 'regproc', 'regrole', 'pg_lsn', 'short', 'money', 'xid',
  ])('never repeat the text that a column of %s refuses', async type => {
    const rows = VALUES.map((value, index) => `CREATE TABLE t${index} (v text); INSERT INTO t${index} VALUES (${quote(value)});`);
    const types = `CREATE TYPE mood AS ENUM ('calm'); CREATE DOMAIN short AS text CHECK (length(value) < 3);`;
    const { stderr, errors } = await errorsOf(major, rows.join(' '), types + VALUES.map((_, index) => `CREATE TABLE t${index} (v ${type});`).join(' '));
    expect(stderr).toMatch(SECRET);
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) {
      expect(error).toMatch(/^TABLE DATA public t\d+ postgres: COPY failed for table "t\d+": ERROR: {2}\S/);
      expect(error).not.toMatch(SECRET);
    }
  });

  test.each([
    ['a check', `CREATE TABLE t (v text CHECK (v <> 'kim'))`, 'new row for relation "t" violates check constraint "t_v_check"'],
    ['a key', `CREATE TABLE t (v text PRIMARY KEY); INSERT INTO t VALUES ('kim')`, 'duplicate key value violates unique constraint "t_pkey"'],
    ['a column that must not be null', 'CREATE TABLE t (v text, w int NOT NULL)', 'null value in column "w" of relation "t" violates not-null constraint'],
    ['a trigger', `CREATE TABLE t (v text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% must not be here', NEW.v; END $$;
      CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()`, 'a function of the database raised an error'],
    ['a trigger in several lines', `CREATE TABLE t (v text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION E'two\\nlines: %', NEW.v; END $$;
      CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()`, 'a function of the database raised an error'],
  ])('name the object that %s refuses rows of, and no row', async (_what, elsewhere, told) => {
    const { stderr, errors } = await errorsOf(major, `CREATE TABLE t (v text); INSERT INTO t VALUES ('kim')`, elsewhere);
    expect(stderr).toMatch(SECRET);
    expect(errors).toEqual([expect.stringMatching(/^TABLE DATA public t postgres: COPY failed for table "t": /)]);
    expect(errors[0]).toContain(told);
    expect(errors[0]).not.toMatch(SECRET);
  });

  test('name what is missing or in the way, and no statement', async () => {
    const made = `CREATE TABLE t (v text); CREATE ROLE r_${major} NOLOGIN; CREATE TABLE u (v text); ALTER TABLE u OWNER TO r_${major};
      CREATE FUNCTION kim() RETURNS text LANGUAGE sql AS 'SELECT ''kim''::text'; INSERT INTO t VALUES ('x')`;
    const source = await makeDatabase(clusterOf(major));
    await source.sql(made);
    const archive = await dumpArchive(source);
    await source.sql(`DROP TABLE u; DROP ROLE r_${major}`);
    const program = join(source.cluster.programs, 'pg_restore');
    const { stderr } = await execa(program, [`--dbname=${source.url}`, archive], { reject: false });
    expect(restoreErrors(stderr)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^TABLE t postgres: ERROR: {2}relation "t" already exists$/),
        expect.stringMatching(new RegExp(`^TABLE u r_${major}: ERROR: {2}role "r_${major}" does not exist$`)),
        expect.stringMatching(/^FUNCTION kim\(\) postgres: ERROR: {2}function "kim" already exists with same argument types$/),
      ]),
    );
    expect(stderr).toContain(`SELECT 'kim'::text`);
    expect(restoreErrors(stderr).join()).not.toContain('SELECT');
  });

  test('of an index over an expression name the index, and no value', async () => {
    const made = `CREATE FUNCTION number(text) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
      CREATE TABLE t (v text); INSERT INTO t VALUES ('kim'); CREATE INDEX i ON t (number(v));
      CREATE OR REPLACE FUNCTION number(text) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1::int'`;
    const { stderr, errors } = await errorsOf(major, made, 'SELECT 1', []);
    expect(stderr).toMatch(/"kim"/);
    expect(errors).toEqual(['INDEX i postgres: ERROR:  invalid input syntax for type integer: "…"']);
  });
});

test('more than twenty errors are counted', async () => {
  const tables = Array.from({ length: 25 }, (_, index) => `CREATE TABLE t${index} (v text);`).join(' ');
  const { errors } = await errorsOf(18, tables, tables, []);
  expect(errors).toHaveLength(21);
  expect(errors.at(-1)).toBe('and 5 more errors');
});
