import { describe, expect, test } from 'vitest';
import { compareDatabases } from '../../src/domain/database-comparison.ts';
import type { SourceFacts } from '../../src/domain/source.ts';

const DATABASE = {
  name: 'orders',
  owner: 'shop',
  encoding: 'UTF8',
  collate: 'C',
  ctype: 'C',
  localeProvider: 'c',
  locale: null,
  connectionLimit: -1,
  comment: 'the secret comment',
  acl: ['=Tc/shop', 'shop=CTc/shop'],
  settings: [{ role: null, database: 'orders', settings: ['work_mem=4MB', 'a.b=secret'] }],
};
const facts = (changed: object) => ({ database: { ...DATABASE, ...changed } }) as unknown as SourceFacts;

test('a database that is as its source was passes, whatever its name and the order of its lists', () => {
  const restored = facts({
    name: 'restored',
    acl: DATABASE.acl.toReversed(),
    settings: [{ role: null, database: 'restored', settings: ['a.b=secret', 'work_mem=4MB'] }],
  });
  expect(compareDatabases(facts({}), restored)).toMatchObject([
    { name: 'database', verdict: 'passed', required: true },
  ]);
});

describe('a difference is found and named', () => {
  test.each([
    ['owner', { owner: 'postgres' }, 'owner postgres instead of shop'],
    ['encoding', { encoding: 'LATIN1' }, 'encoding LATIN1 instead of UTF8'],
    ['collation', { collate: 'en_US' }, 'collation en_US instead of C'],
    ['locale', { localeProvider: 'i', locale: 'de' }, 'locale provider i instead of c; locale de instead of none'],
    ['limit', { connectionLimit: 5 }, 'connection limit 5 instead of -1'],
    ['grants', { acl: [] }, 'grants the defaults instead of =Tc/shop shop=CTc/shop'],
    ['comment', { comment: null }, 'comment'],
    ['settings', { settings: [] }, 'settings'],
  ])('%s', (_, changed, detail) => {
    expect(compareDatabases(facts({}), facts(changed))).toMatchObject([{ verdict: 'failed', detail }]);
  });
});
