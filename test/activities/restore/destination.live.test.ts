import { describe, expect, test } from 'vitest';
import { readObjects, settingsOf } from '../../../src/activities/restore/destination.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { openSource } from '../postgres/sources.ts';

describe('where a restore goes', () => {
  test.each([
    [
      'a URL without a password',
      'postgres://me@db.example/orders',
      { keywords: { host: 'db.example', user: 'me', dbname: 'orders' } },
    ],
    ['a file with a URL', 'file:/etc/into.url', { keywords: {}, url: { from: 'file', path: '/etc/into.url' } }],
    ['a variable with a URL', 'env:INTO', { keywords: {}, url: { from: 'env', name: 'INTO' } }],
  ])('may be given as %s', (_, into, settings) => {
    expect(settingsOf(into)).toEqual(settings);
  });

  test.each([
    ['a URL with a password', 'postgres://me:secret@db/orders'],
    ['a password among the parameters', 'postgres://me@db/orders?password=secret'],
    ['pairs with a password', 'host=db password=secret'],
    ['something else', 'orders-secret'],
  ])('is refused as %s, which is not repeated', (_, into) => {
    let message = '';
    try {
      settingsOf(into);
    } catch (error) {
      message = JSON.stringify([(error as Error).message, error]);
    }
    expect(message).toContain('UsageInvalid');
    expect(message).not.toContain('secret');
  });
});

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
