import { expect, test } from 'vitest';
import { suggest } from '../../src/config/problems.ts';

test.each([
  ['dbname', ['database', 'user', 'hostaddr'], 'database'],
  ['db', ['database', 'user'], 'database'],
  ['username', ['user', 'service'], 'user'],
  ['hostname', ['host', 'hostaddr'], 'host'],
  ['SSLMODE', ['sslmode', 'sslcert'], 'sslmode'],
  ['polices', ['policies', 'postgres'], 'policies'],
])('takes %s for one of %o', (word, known, meant) => {
  expect(suggest(word, known)).toBe(`; did you mean "${meant}"?`);
});

test.each([
  ['colour', ['policies', 'postgres']],
  ['q', ['r', 's']],
  ['dbname', ['host', 'port']],
  ['constructor', ['host']],
  ['anything', []],
])('has no suggestion for %s among %o', (word, known) => {
  expect(suggest(word, known)).toBe('');
});
