import { expect, test } from 'vitest';
import { load, problemsOf } from './files.ts';

test('DATABASE_URL makes a target named after its database, and stays a reference (M1)', () => {
  const { targets, secretDefaults } = load({}, { DATABASE_URL: 'postgres://kim:hunter2@db:5433/Orders' });
  expect(targets).toEqual([
    {
      name: 'orders',
      policy: 'default',
      allowInsecure: true,
      postgres: { keywords: {}, url: { from: 'env', name: 'DATABASE_URL' }, password: undefined },
    },
  ]);
  expect(secretDefaults).toEqual({});
});

test.each([
  ['host=db dbname=orders user=kim', 'orders'],
  ['postgres://orders@db', 'orders'],
  ['postgres://kim@/?service=nightly', 'nightly'],
  ['postgres://kim@/shop?service=nightly', 'shop'],
])('%s names its target %s', (url, name) => {
  expect(load({}, { DATABASE_URL: url }).targets).toMatchObject([{ name }]);
});

test('POSTGRES_PASSWORD belongs to a URL that has none of its own', () => {
  const passwordFor = (url: string) =>
    load({}, { DATABASE_URL: url, POSTGRES_PASSWORD: 'x' }).targets[0]?.postgres.password;
  expect(passwordFor('postgres://kim@db/orders')).toEqual({ from: 'env', name: 'POSTGRES_PASSWORD' });
  expect(passwordFor('postgres://kim:hunter2@db/orders')).toBeUndefined();
});

const URL = 'postgres://kim:hunter2@db:5433/orders';

test.each([
  [URL, { POSTGRES_HOST: 'other' }, 'host'],
  [URL, { POSTGRES_PORT: '5432' }, 'port'],
  [URL, { POSTGRES_DB: 'shop' }, 'dbname'],
  [URL, { POSTGRES_USER: 'root' }, 'user'],
  ['postgres://kim@db/orders', { POSTGRES_PORT: '5433' }, 'port'],
  ['postgres:///orders', { POSTGRES_HOST: 'db' }, 'host'],
  ['postgres://kim@db', { POSTGRES_DB: 'orders' }, 'dbname'],
])('%s is refused beside %o (M1)', (url, variables, keyword) => {
  const [variable] = Object.keys(variables);
  expect(problemsOf({}, { DATABASE_URL: url, ...variables })).toEqual([
    `DATABASE_URL and ${variable} name different databases (${keyword})`,
  ]);
});

test.each([
  [URL, { POSTGRES_HOST: 'db', POSTGRES_PORT: '5433', POSTGRES_DB: 'orders', POSTGRES_USER: 'kim' }],
  [URL, { POSTGRES_HOST: '', POSTGRES_DB: '' }],
  ['postgres://kim@db/orders', { POSTGRES_PORT: '5432' }],
  ['postgres:///?service=nightly', { POSTGRES_PORT: '5433', POSTGRES_HOST: 'db', POSTGRES_DB: 'orders' }],
])('%s may stand beside %o, which does not disagree (M1)', (url, variables) => {
  expect(problemsOf({}, { DATABASE_URL: url, ...variables })).toEqual([]);
});

test.each([
  ['mysql://kim:hunter2@db/orders', 'DATABASE_URL is not a PostgreSQL connection URL'],
  ['postgres://kim:hun/ter2@db/orders', 'DATABASE_URL is not a PostgreSQL connection URL'],
  ['postgres://kim:1/hunter2@db/orders', 'DATABASE_URL is not a PostgreSQL connection URL'],
  ['postgres://', 'DATABASE_URL names no database'],
  ['postgres://db', 'DATABASE_URL names no database'],
  ['postgres://db/orders?pgbouncer=true', 'DATABASE_URL has "pgbouncer", which is no keyword of libpq'],
  [
    'postgres://db/orders?sslpassword=hunter2',
    'DATABASE_URL has sslpassword, which libpq would take from an argument list only',
  ],
])('refuses %s without repeating it', (url, message) => {
  expect(problemsOf({}, { DATABASE_URL: url })).toEqual([message]);
});
