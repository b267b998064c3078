import { describe, expect, test } from 'vitest';
import { readObjects } from '../../../src/activities/restore/destination.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { openSource } from '../postgres/sources.ts';

describe.each([15, 18])('a database of PostgreSQL %i', major => {
  test('is empty when it is new, also with an extension in it', async () => {
    const database = await makeDatabase(clusterOf(major));
    const session = await openSource(database.url);
    expect(await readObjects(session)).toEqual([]);
    await session.query('CREATE EXTENSION plpgsql').catch(() => undefined);
    expect(await readObjects(session)).toEqual([]);
  });

  test.each([
    ['CREATE TABLE public.t (a int)', 'relation public.t'],
    ['CREATE VIEW public.v AS SELECT 1 AS a', 'relation public.v'],
    ['CREATE SCHEMA "My own"', 'schema "My own"'],
    ['CREATE SEQUENCE public.s', 'relation public.s'],
    [`CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'`, 'function public.f()'],
    [`CREATE TYPE public.mood AS ENUM ('good')`, 'type public.mood'],
    ['CREATE DOMAIN public.d AS int', 'type public.d'],
    ['SELECT lo_create(4711)', 'large object 4711'],
    ['CREATE PUBLICATION p', 'publication p'],
    ['CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w', 'foreign server s'],
  ])('is not empty after %s', async (statement, name) => {
    const database = await makeDatabase(clusterOf(major));
    await database.sql(statement);
    expect(await readObjects(await openSource(database.url))).toContain(name);
  });
});
