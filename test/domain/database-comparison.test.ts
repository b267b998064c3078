import { describe, expect, test } from 'vitest';
import { compareMake } from '../../src/domain/database-comparison.ts';
import type { SourceFacts } from '../../src/domain/source.ts';

const DATABASE = {
  name: 'orders',
  owner: 'shop',
  encoding: 'UTF8',
  collate: 'C',
  ctype: 'C',
  localeProvider: 'c',
  locale: null,
};
const facts = (changed: object) => ({ database: { ...DATABASE, ...changed } }) as unknown as SourceFacts;

test('a database that was made as its source passes, whatever its name', () => {
  const check = compareMake(facts({}), facts({ name: 'restored' }));
  expect(check).toMatchObject({ name: 'database', verdict: 'passed', required: true });
});

describe('a difference is found and named', () => {
  test.each([
    ['owner', { owner: 'postgres' }, 'owner postgres instead of shop'],
    ['encoding', { encoding: 'LATIN1' }, 'encoding LATIN1 instead of UTF8'],
    ['collation', { collate: 'en_US' }, 'collation en_US instead of C'],
    ['locale', { localeProvider: 'i', locale: 'de' }, 'locale provider i instead of c; locale de instead of none'],
    ['character type', { ctype: 'C.utf8' }, 'character type C.utf8 instead of C'],
  ])('%s', (_, changed, detail) => {
    expect(compareMake(facts({}), facts(changed))).toMatchObject({ verdict: 'failed', detail });
  });
});
