import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSourceFacts } from '../../../src/activities/postgres/facts.ts';
import { createDatabase, missingExtensions } from '../../../src/activities/sandbox/database.ts';
import type { SourceFacts } from '../../../src/domain/source.ts';
import { makeSandbox, type TestSandbox } from './sandboxes.ts';

type Database = SourceFacts['database'];

describe.each([15, 16, 18])('the database of a sandbox of PostgreSQL %i', major => {
  let sandbox: TestSandbox;
  let blank: SourceFacts;
  beforeAll(async () => {
    sandbox = await makeSandbox(major);
    const session = await sandbox.open();
    blank = await readSourceFacts(session);
    await session.query(`CREATE ROLE "o'wner" NOLOGIN`);
    await session.close();
  });
  afterAll(() => sandbox.end());

  /** Makes a database as facts tell, and reads what it has become. */
  const make = async (facts: Partial<Database>): Promise<Database> => {
    const session = await sandbox.open();
    const name = await createDatabase(session, { ...blank, database: { ...blank.database, ...facts } }).finally(() =>
      session.close(),
    );
    const inside = await sandbox.open(name);
    const { database } = await readSourceFacts(inside);
    await inside.close();
    return database;
  };

  test.each([
    { name: 'plain' },
    { name: `o'dd "name"; --`, owner: `o'wner` },
    { name: 'latin', encoding: 'LATIN1', collate: 'C', ctype: 'C' },
    { name: 'bytes', encoding: 'SQL_ASCII', collate: 'C', ctype: 'C' },
    { name: 'mixed', encoding: 'UTF8', collate: 'C', ctype: 'C.utf8' },
    // Debian's PostgreSQL has ICU; the provider in the server itself came with 17.
    ...(major === 15 ? [{ name: 'icu', localeProvider: 'i', locale: 'de-DE' }] : []),
    ...(major >= 17 ? [{ name: 'builtin', localeProvider: 'b', locale: 'C.UTF-8' }] : []),
  ])('is as the source’s was: $name', async facts => {
    expect(await make(facts)).toMatchObject(facts);
  });

  test('takes the place of the one that a new cluster has', async () => {
    expect(await make({ name: 'postgres', encoding: 'LATIN1' })).toMatchObject({
      name: 'postgres',
      encoding: 'LATIN1',
    });
  });

  test('has another name where the source’s is the one that the sandbox works from', async () => {
    expect(await make({ name: 'template1' })).toMatchObject({ name: 'template1_restored' });
  });

  const icu = { what: 'locale provider', facts: { localeProvider: 'i', locale: 'de-DE' }, missing: 'de-DE' };
  const locale = { what: 'locale', facts: { collate: 'xx_XX.utf8', ctype: 'xx_XX.utf8' }, missing: 'xx_XX.utf8' };
  test.each(major === 15 ? [locale] : [locale, icu])(
    'is not made without its $what, which says nothing about the backup',
    async ({ facts, missing }) => {
      await expect(make({ name: 'foreign', ...facts })).rejects.toMatchObject({
        kind: 'Inconclusive',
        hint: expect.stringContaining(`install the locale ${missing}`),
      });
    },
  );

  test('D3: is missed extensions by name and version', async () => {
    const session = await sandbox.open();
    const extensions = [{ name: 'postgis', version: '3.4.2', schema: 'public' }, ...blank.extensions];
    expect(await missingExtensions(session, { ...blank, extensions }).finally(() => session.close())).toEqual([
      'postgis 3.4.2',
    ]);
  });
});
