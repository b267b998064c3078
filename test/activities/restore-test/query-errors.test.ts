import { expect, test } from 'vitest';
import { explainQueryError } from '../../../src/activities/restore-test/query-errors.ts';

const explain = (message: string, query: string, code = '22P02', file = 'int8.c') =>
  explainQueryError({ message, code, file }, query);

test.each([
  ['relation "orders" does not exist', 'SELECT count(*) FROM orders'],
  ['relation "shop.orders" does not exist', 'SELECT count(*) FROM "shop"."orders"'],
  ['column o.total2 does not exist', 'SELECT o.total2 FROM orders o'],
  ['invalid input syntax for type integer: "last week"', `SELECT 'last week'::int`],
  ['division by zero', 'SELECT 1 / count(*) FROM orders'],
  ['cannot execute DELETE in a read-only transaction', 'DELETE FROM orders'],
])('tells %s, whose words stand in the query or are the server’s own', (message, query) => {
  expect(explain(message, query)).toBe(message);
});

test.each([
  ['invalid input syntax for type integer: "kim@example.com"', 'invalid input syntax for type integer: "…"'],
  ['invalid value "20ab" for "YYYY"', 'invalid value "…"'],
  ['time zone "kim" not recognized', 'time zone "…" not recognized'],
  ['invalid input syntax for type integer: "a"kim"b"', 'invalid input syntax for type integer: "…"'],
  ['invalid input syntax for type integer: "one\ntwo"', 'invalid input syntax for type integer: "…"'],
  ['index 4711 out of valid range, 0..3', 'index … out of valid range, …'],
  ['invalid byte sequence for encoding "UTF8": 0xe4 0xf6', 'invalid byte sequence for encoding "…": … …'],
])('never repeats a value of a row: %s', (message, told) => {
  expect(explain(message, 'SELECT ok, no FROM customer47110 LIMIT 1')).toBe(told);
});

test('a value that is a part of a word of the query stays out', () => {
  expect(explain('invalid input syntax for type integer: "order"', 'SELECT note::int FROM orders')).toBe(
    'invalid input syntax for type integer: "…"',
  );
});

test.each([
  ['P0001', 'pl_exec.c'],
  ['P0001', 'an_extension.c'],
  ['22P02', 'pl_exec.c'],
  ['XX000', 'plperl.c'],
])('leaves out whole what a function raised (%s of %s)', (code, file) => {
  expect(explain('kim at example.com owes us', 'SELECT check_all()', code, file)).toBe(
    `a function of the database raised an error (SQLSTATE ${code})`,
  );
});

test('carries the beginning of a long message alone', () => {
  const query = `SELECT ${'x'.repeat(500)}`;
  expect(explain(`column "${'x'.repeat(500)}" does not exist`, query, '42703')).toHaveLength(300);
});
