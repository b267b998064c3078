import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { houseWith, restoreInto, SHOP, STRUCTURE } from './excerpts.ts';

describe.each([15, 16, 18])('of a backup of PostgreSQL %i', major => {
  test('M8: one table comes with all that belongs to it and all that it needs, and what cannot come is in the plan', async () => {
    const database = await makeDatabase(clusterOf(major));
    const house = await houseWith(database, SHOP);
    const into = await makeDatabase(clusterOf(major));
    const { exitCode, document, outcome, failed, stderr } = await restoreInto(house, into, '--tables', 'app.customer');
    expect([exitCode, document.error]).toEqual([0, undefined]);
    expect(failed).toEqual([]);
    expect(outcome?.plan?.excerpt).toMatchObject({
      tables: 1,
      added: [],
      brought: [
        'SCHEMA app',
        'DOMAIN app email',
        'TYPE public mood',
        'FUNCTION app watch()',
        'FUNCTION public fresh()',
      ],
      leftOut: expect.arrayContaining([
        {
          object: 'FK CONSTRAINT app customer customer_country_fkey',
          reason: expect.stringContaining('TABLE public country'),
        },
        { object: 'POLICY app customer own', reason: expect.stringContaining('TABLE app line') },
        { object: 'VIEW app mails', reason: 'it was not chosen' },
      ]),
    });
    expect(stderr).toContain('POLICY app customer own: it needs TABLE app line, which does not come');
    const [before] = await database.sql<Record<string, unknown>>(STRUCTURE);
    const [after] = await into.sql<Record<string, unknown>>(STRUCTURE);
    const without = { keys: expect.not.stringContaining('country_fkey'), policies: 'seen' };
    expect(after).toEqual({ ...before, ...without });
    expect(outcome?.checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['table app.customer', 'sequence app.customer_id_seq']),
    );
    expect(outcome?.checks.filter(({ name }) => name.startsWith('table '))).toHaveLength(1);
    expect(outcome?.proof).toMatchObject({ tables: 1, rows: 50 });
    const page = readFileSync(String(outcome?.evidence?.html), 'utf8');
    expect(page).toContain('was restored: table app.customer');
    expect(page).toContain('50 rows');
    expect(leftoversOf(house.folder)).toEqual(NOTHING);
  });

  test('M8: a schema comes itself, with what is in it, into a database that has other things', async () => {
    const database = await makeDatabase(clusterOf(major));
    const house = await houseWith(database, SHOP);
    const into = await makeDatabase(clusterOf(major));
    await into.sql(`CREATE TABLE public.country (code text PRIMARY KEY, name text); INSERT INTO public.country VALUES ('de', 'Germany');
      CREATE TABLE public.other (a int); INSERT INTO public.other VALUES (1)`);
    const { exitCode, document, outcome, failed } = await restoreInto(house, into, '--schema', 'app');
    expect([exitCode, document.error]).toEqual([0, undefined]);
    expect(failed).toEqual([]);
    expect(outcome?.plan?.excerpt).toMatchObject({
      brought: ['TYPE public mood', 'FUNCTION public fresh()'],
      uses: ['TABLE public country', 'CONSTRAINT public country country_pkey'],
      leftOut: [],
    });
    expect(await into.sql(STRUCTURE)).toEqual(await database.sql(STRUCTURE));
    expect(await into.sql('SELECT count(*)::int AS rows FROM app.sale')).toEqual([{ rows: 90 }]);
    expect(await into.sql('SELECT name FROM public.country')).toEqual([{ name: 'Germany' }]);
    expect(outcome?.checks.filter(({ name }) => name.startsWith('table ')).map(({ name }) => name)).toEqual(
      ['customer', 'line', 'sale'].map(name => `table app.${name}`),
    );
  });
});

test('a partitioned table comes with its partitions and their rows', async () => {
  const house = await houseWith(await makeDatabase(clusterOf(15)), SHOP);
  const into = await makeDatabase(clusterOf(15));
  const { exitCode, outcome } = await restoreInto(house, into, '--tables', 'sale');
  expect(exitCode).toBe(0);
  expect(outcome?.plan?.excerpt?.added).toEqual(['TABLE app sale_new', 'TABLE app sale_old']);
  expect(await into.sql('SELECT count(*)::int AS rows FROM app.sale')).toEqual([{ rows: 90 }]);
});

test('a partition comes alone, as a table that nothing can be compared with', async () => {
  const house = await houseWith(await makeDatabase(clusterOf(15)), SHOP);
  const into = await makeDatabase(clusterOf(15));
  const { exitCode, document } = await restoreInto(house, into, '--tables', 'app.sale_old');
  expect([exitCode, document.error?.kind]).toEqual([8, 'Inconclusive']);
  expect(await into.sql('SELECT count(*)::int AS rows FROM app.sale_old')).toEqual([{ rows: 9 }]);
});

test('M6: nothing of an excerpt may be there before it', async () => {
  const house = await houseWith(await makeDatabase(clusterOf(15)), SHOP);
  const into = await makeDatabase(clusterOf(15));
  await into.sql('CREATE SCHEMA app; CREATE VIEW app.line AS SELECT 1 AS a; CREATE TABLE public.customer_mail ()');
  const table = await restoreInto(house, into, '--tables', 'app.line');
  expect([table.exitCode, table.document.error?.message]).toEqual([2, expect.stringContaining('TABLE app line')]);
  const schema = await restoreInto(house, into, '--schema', 'app');
  expect([schema.exitCode, schema.document.error?.message]).toEqual([2, expect.stringContaining('SCHEMA app')]);
  expect(await into.sql('SELECT * FROM app.line')).toEqual([{ a: 1 }]);
});

test('M8: an excerpt that needs an extension that the server lacks is refused, and the extension is named', async () => {
  const made = 'CREATE EXTENSION hstore; CREATE TABLE t (a hstore); CREATE TABLE u (a int)';
  const house = await houseWith(await makeDatabase(clusterOf(15)), made);
  const into = await makeDatabase(clusterOf(18));
  const refused = await restoreInto(house, into, '--tables', 't');
  expect([refused.exitCode, refused.document.error]).toEqual([
    2,
    expect.objectContaining({
      message: expect.stringContaining('extension hstore'),
      hint: 'install 1 extension on the server',
    }),
  ]);
  expect((await restoreInto(house, into, '--tables', 'u')).exitCode).toBe(0);
  expect(await into.sql(`SELECT relname FROM pg_class WHERE relname IN ('t', 'u')`)).toEqual([{ relname: 'u' }]);
});

test('M8: an excerpt that needs a role that the server lacks is refused, and the role is named', async () => {
  const database = await makeDatabase(clusterOf(16));
  const role = `${database.name} Clerk`;
  const house = await houseWith(
    database,
    `CREATE ROLE "${role}"; CREATE TABLE t (a int); GRANT SELECT ON t TO "${role}"; CREATE TABLE u (a int)`,
  );
  const into = await makeDatabase(clusterOf(18));
  const refused = await restoreInto(house, into, '--tables', 't');
  expect([refused.exitCode, refused.document.error]).toEqual([
    2,
    expect.objectContaining({
      message: expect.stringContaining(role),
      hint: expect.stringContaining('--with-globals'),
    }),
  ]);
  expect(await into.sql(`SELECT FROM pg_class WHERE relname IN ('t', 'u')`)).toEqual([]);
  expect((await restoreInto(house, into, '--tables', 'u')).exitCode).toBe(0);
  await database.sql(`DROP OWNED BY "${role}"; DROP ROLE "${role}"`);
});
