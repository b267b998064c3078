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

const TYPES = [
  ...[
    'int',
    'bigint',
    'numeric',
    'float8',
    'bool',
    'uuid',
    'date',
    'timestamptz',
    'interval',
    'inet',
    'macaddr',
    'json',
    'jsonb',
  ],
  ...['point', 'int[]', 'mood', 'bit(3)', 'varchar(3)', 'tsquery', 'int4range', 'regclass', 'regtype', 'regproc'],
  ...['regrole', 'pg_lsn', 'short', 'money', 'xid'],
];

/** Restores an archive where the statements have made something else, and returns what is said and what is told of it. */
async function errorsOf(archive: string, major: number, elsewhere: string, args: readonly string[] = ['--data-only']) {
  const into = await makeDatabase(clusterOf(major));
  await into.sql(elsewhere);
  const program = join(into.cluster.programs, 'pg_restore');
  const { stderr, exitCode } = await execa(program, [...args, `--dbname=${into.url}`, archive], { reject: false });
  expect(exitCode).toBe(1);
  return { stderr, errors: restoreErrors(stderr) };
}

const archiveOf = async (major: number, made: string) => {
  const source = await makeDatabase(clusterOf(major));
  await source.sql(made);
  return dumpArchive(source);
};

test('errors never repeat the text that a column of another type refuses', async () => {
  const made = VALUES.map(
    (value, index) => `CREATE TABLE t${index} (v text); INSERT INTO t${index} VALUES ($v$${value}$v$);`,
  );
  const archive = await archiveOf(18, made.join(' '));
  for (const type of TYPES) {
    const tables = VALUES.map((_, index) => `CREATE TABLE t${index} (v ${type});`).join(' ');
    const types = `CREATE TYPE mood AS ENUM ('calm'); CREATE DOMAIN short AS text CHECK (length(value) < 3);`;
    const { stderr, errors } = await errorsOf(archive, 18, types + tables);
    expect(stderr, type).toMatch(SECRET);
    expect(errors.length, type).toBeGreaterThan(0);
    for (const error of errors) {
      expect(error, type).toMatch(/^COPY failed for table "t\d+": ERROR: {2}\S/);
      expect(error, type).not.toMatch(SECRET);
    }
  }
});

const RAISING = (text: string) => `CREATE TABLE t (v text);
  CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION E'${text}', NEW.v; END $$;
  CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()`;

describe.each([15, 16, 18])('errors of restoring PostgreSQL %i', major => {
  test.each([
    ['another type', 'CREATE TABLE t (v int)', 'invalid input syntax for type integer: "…"'],
    [
      'a check',
      `CREATE TABLE t (v text CHECK (v <> 'kim'))`,
      'new row for relation "t" violates check constraint "t_v_check"',
    ],
    [
      'a key',
      `CREATE TABLE t (v text PRIMARY KEY); INSERT INTO t VALUES ('kim')`,
      'duplicate key value violates unique constraint "t_pkey"',
    ],
    [
      'a missing value',
      'CREATE TABLE t (v text, w int NOT NULL)',
      'null value in column "w" of relation "t" violates not-null constraint',
    ],
    ['a function', RAISING('% must not be here'), 'a function of the database raised an error'],
    ['a function in two lines', RAISING('two\\nlines: %'), 'a function of the database raised an error'],
  ])('tell the table whose rows %s refuses, and no row', async (_what, elsewhere, told) => {
    const archive = await archiveOf(major, `CREATE TABLE t (v text); INSERT INTO t VALUES ('kim')`);
    const { stderr, errors } = await errorsOf(archive, major, elsewhere);
    expect(stderr).toMatch(SECRET);
    expect(errors).toEqual([expect.stringMatching(/^COPY failed for table "t": /)]);
    expect(errors[0]).toContain(told);
    expect(errors[0]).not.toMatch(SECRET);
  });

  test('tell what is missing or in the way, and no statement with its values', async () => {
    const made = `CREATE TABLE "T t" (v text DEFAULT 'kim'); CREATE VIEW v AS SELECT 'kim'::text AS kind;
      CREATE FUNCTION f(text DEFAULT 'kim') RETURNS text LANGUAGE sql AS 'SELECT ''kim''::text'`;
    const { stderr, errors } = await errorsOf(await archiveOf(major, made), major, made, []);
    expect(stderr).toMatch(SECRET);
    expect(errors).toEqual([
      'CREATE FUNCTION public.f: ERROR:  function "f" already exists with same argument types',
      'CREATE TABLE public."T t": ERROR:  relation "T t" already exists',
      'CREATE VIEW public.v AS SELECT: ERROR:  relation "v" already exists',
    ]);
  });

  test('of a secret in a statement tell the object alone', async () => {
    const made = 'CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER away FOREIGN DATA WRAPPER nothing';
    const mapping = `; CREATE USER MAPPING FOR PUBLIC SERVER away OPTIONS (user 'kim', password 'kim4711')`;
    const { stderr, errors } = await errorsOf(await archiveOf(major, made + mapping), major, made + mapping, []);
    expect(stderr).toMatch(SECRET);
    expect(errors.at(-1)).toMatch(
      /^CREATE USER MAPPING FOR public SERVER away OPTIONS: ERROR: {2}user mapping for "…"/,
    );
    expect(errors.join()).not.toMatch(SECRET);
  });

  test('of an index over an expression tell the index, and no value', async () => {
    const made = `CREATE FUNCTION number(text) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
      CREATE TABLE t (v text); INSERT INTO t VALUES (E'kim\nkim'); CREATE INDEX i ON t (number(v));
      CREATE OR REPLACE FUNCTION number(text) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1::int'`;
    const { stderr, errors } = await errorsOf(await archiveOf(major, made), major, 'SELECT 1', []);
    expect(stderr).toMatch(/"kim\nkim"/);
    expect(errors).toEqual([
      'CREATE INDEX i ON public.t USING btree: ERROR:  invalid input syntax for type integer: "…"',
    ]);
  });
});

test('more than twenty errors are counted', async () => {
  const tables = Array.from({ length: 25 }, (_, index) => `CREATE TABLE t${index} (v text);`).join(' ');
  const { errors } = await errorsOf(await archiveOf(18, tables), 18, tables, []);
  expect(errors).toHaveLength(21);
  expect(errors.at(-1)).toBe('and 5 more errors');
});
