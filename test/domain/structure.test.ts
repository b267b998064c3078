import { expect, test } from 'vitest';
import { describeCheck } from '../../src/domain/observations.ts';
import type { SchemaDump } from '../../src/domain/schema-dump.ts';
import { compareSchemas } from '../../src/domain/structure.ts';

/** A dump with one entry for each name: `TYPE name`. */
const dump = (entries: { readonly [name: string]: string | readonly string[] }): SchemaDump =>
  new Map(
    Object.entries(entries).map(([key, text]) => {
      const [, type = '', name = ''] = /^(.*) (\S+)$/.exec(key) ?? [];
      return [key, { type, schema: 'public', name, texts: [text].flat() }];
    }),
  );

const archived = dump({
  'INDEX by_date': 'CREATE INDEX by_date;',
  'TABLE orders': 'CREATE TABLE orders (\n  a int\n);',
});

const compare = (restored: SchemaDump, reference = archived, referenceComplete = true, expected = archived) =>
  compareSchemas({ archived: expected, restored, reference, referenceComplete });

test('says how many objects of which type are as they were', () => {
  expect(compare(archived)).toEqual([
    expect.objectContaining({ name: 'structure', verdict: 'passed', found: '2 objects', detail: 'INDEX 1, TABLE 1' }),
  ]);
});

test('accuses nothing that the server writes differently after every restore', () => {
  const rewritten = dump({
    'INDEX by_date': 'CREATE INDEX by_date;',
    'TABLE orders': 'CREATE TABLE orders (a integer);',
  });
  expect(compare(rewritten, rewritten)).toEqual([expect.objectContaining({ verdict: 'passed' })]);
});

test('names what is missing and what nobody backed up', () => {
  const restored = dump({ 'TABLE orders': 'CREATE TABLE orders (\n  a int\n);', 'TRIGGER new': 'x' });
  expect(compare(restored).map(describeCheck)).toEqual([
    'structure INDEX public.by_date: it is not there after the restore (expected there; found nothing)',
    'structure TRIGGER public.new: it was not in the database that was backed up (expected nothing; found there)',
  ]);
});

test('shows the line that differs from how a restore writes it', () => {
  const reference = dump({ 'TABLE orders': 'CREATE TABLE orders (\n  a integer,\n  b integer\n);' });
  const restored = dump({
    'INDEX by_date': 'CREATE INDEX by_date;',
    'TABLE orders': 'CREATE TABLE orders (\n  a bigint,\n  b integer\n);',
  });
  expect(compare(restored, reference)).toEqual([
    {
      name: 'structure TABLE public.orders',
      about: 'content',
      required: true,
      source: 'schema of the archive',
      verdict: 'failed',
      expected: 'a integer',
      found: 'a bigint',
      detail: 'its definition differs',
    },
  ]);
});

test.each([
  ['a literal', 'COMMENT orders', `COMMENT IS 'first';`, `COMMENT IS 'second';`],
  ['the body of a function', 'FUNCTION f', 'AS $$ first $$;', 'AS $$ second $$;'],
  ['options', 'SERVER far', 'OPTIONS (x first);', 'OPTIONS (x second);'],
])('shows nothing of %s that differs', (_, key, before, after) => {
  const [check] = compare(dump({ [key]: after }), dump({ [key]: before }), true, dump({ [key]: before }));
  expect(check).toMatchObject({ verdict: 'failed', expected: 'as in the backup', found: 'something else' });
  expect(JSON.stringify(check)).not.toMatch(/first|second/);
});

test('accuses nothing that could not be made a second time to compare', () => {
  const restored = dump({ 'INDEX by_date': 'CREATE INDEX by_date;', 'TABLE orders': 'CREATE TABLE other ();' });
  const reference = dump({ 'INDEX by_date': 'CREATE INDEX by_date;' });
  expect(compare(restored, reference, false)).toEqual([expect.objectContaining({ verdict: 'inconclusive' })]);
  expect(compare(restored, reference, true)).toEqual([expect.objectContaining({ verdict: 'failed' })]);
});

test('tells one of two with names that read alike from both', () => {
  const twins = dump({ 'TABLE a': ['x', 'y'] });
  const names = (texts: readonly string[]) =>
    compare(dump({ 'TABLE a': texts }), twins, true, twins).map(({ name }) => name);
  expect(names(['x', 'y'])).toEqual(['structure']);
  expect(names(['x', 'x'])).toEqual(['structure TABLE public.a']);
  expect(names(['x'])).toEqual(['structure TABLE public.a']);
});

test('does not look at the order of rights', () => {
  const rights = (...roles: readonly string[]) =>
    dump({ 'ACL orders': roles.map(role => `GRANT SELECT ON TABLE orders TO ${role};`).join('\n\n') });
  const verdictOf = (found: SchemaDump) =>
    compare(found, rights('a', 'b'), true, rights('a', 'b')).map(({ verdict }) => verdict);
  expect(verdictOf(rights('b', 'a'))).toEqual(['passed']);
  expect(verdictOf(rights('b'))).toEqual(['failed']);
});
