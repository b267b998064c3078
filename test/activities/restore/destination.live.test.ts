import { describe, expect, test } from 'vitest';
import { openMaintenance, readObjects, resolveDestination } from '../../../src/activities/restore/destination.ts';
import type { RestoreOptions } from '../../../src/domain/restore-plan.ts';
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

function resolve(url: string, options: Pick<RestoreOptions, 'allowInsecure'> = {}, minTls?: '1.3') {
  return resolveDestination({ into: 'env:INTO', options }, { configuration: { minTls }, readSecret: () => url });
}

test.each([
  ['postgres', 'template1'],
  ['anything', 'postgres'],
])('what is done to the database %s is done from %s', async (into, from) => {
  const candidates = resolve(urlOf(clusterOf(15), into));
  const session = await openMaintenance(candidates, 'test');
  expect(session.connection.database).toBe(from);
  await session.close();
});

test('options of the given connection stay beside those of a restore', () => {
  const url = `${urlOf(clusterOf(15), 'a')}?options=-c%20work_mem%3D3MB`;
  const [connection] = resolve(url);
  expect(connection?.keywords['options']).toMatch(/^-c work_mem=3MB -c default_transaction_read_only=off /);
});

test.each([
  ['without TLS', 'postgres://kim@db/orders'],
  ['that nobody verifies', 'postgres://kim@db/orders?sslmode=require'],
])('M14: a destination beyond this machine %s is refused, unless it is allowed', (_, url) => {
  expect(() => resolve(url)).toThrow(
    expect.objectContaining({
      kind: 'ConfigurationInvalid',
      message: expect.stringMatching(/^--into: sslmode /),
      hint: expect.stringContaining('--allow-insecure'),
    }),
  );
  expect(resolve(url, { allowInsecure: true })).toHaveLength(1);
});

test('M14: a destination is not talked to by an older TLS than minTls', () => {
  const [connection] = resolve('postgres://kim@db/orders?sslmode=verify-full', {}, '1.3');
  expect(connection?.keywords).toMatchObject({ ssl_min_protocol_version: 'TLSv1.3' });
});
