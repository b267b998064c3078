import { describe, expect, test } from 'vitest';
import { openMaintenance, readObjects, resolveDestination } from '../../../src/activities/restore/destination.ts';
import { clusterOf, makeDatabase, urlOf } from '../../stack/databases.ts';
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

test.each([
  ['postgres', 'template1'],
  ['anything', 'postgres'],
])('what is done to the database %s is done from %s', async (into, from) => {
  const candidates = resolveDestination('env:INTO', () => urlOf(clusterOf(15), into));
  const session = await openMaintenance(candidates, 'test');
  expect(session.connection.database).toBe(from);
  await session.close();
});

test('options of the given connection stay beside those of a restore', () => {
  const url = `${urlOf(clusterOf(15), 'a')}?options=-c%20work_mem%3D3MB`;
  const [connection] = resolveDestination('env:INTO', () => url);
  expect(connection?.keywords['options']).toMatch(/^-c work_mem=3MB -c default_transaction_read_only=off /);
});
