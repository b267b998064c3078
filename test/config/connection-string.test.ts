import { expect, test } from 'vitest';
import { formatConnectionString, parseConnectionString } from '../../src/config/connection-string.ts';

/** Both columns agree with PQconninfoParse of libpq 18, apart from empty values, which it keeps. */
test.each([
  [
    'postgres://kim:s%40cret@db:5433/orders',
    { user: 'kim', password: 's@cret', host: 'db', port: '5433', dbname: 'orders' },
  ],
  ['postgresql://db', { host: 'db' }],
  ['postgres:///orders', { dbname: 'orders' }],
  ['postgres://u:p#w@db/orders', { user: 'u', password: 'p#w', host: 'db', dbname: 'orders' }],
  ['postgres://u:p?w@db/orders', { user: 'u', password: 'p?w', host: 'db', dbname: 'orders' }],
  ['postgres://u:@db:/orders', { user: 'u', host: 'db', dbname: 'orders' }],
  ['postgres://u:p@db?sslmode=require&user=a@b', { user: 'a@b', password: 'p', host: 'db', sslmode: 'require' }],
  ['postgres://db/orders?user=kim@tenant', { host: 'db', dbname: 'orders', user: 'kim@tenant' }],
  ['postgres://%2Fvar%2Frun%2Fpg/orders', { host: '/var/run/pg', dbname: 'orders' }],
  ['postgres:///orders?host=/var/run/pg', { host: '/var/run/pg', dbname: 'orders' }],
  ['postgres://[::1]:5433/orders', { host: '::1', port: '5433', dbname: 'orders' }],
  ['postgres://[fe80::1%25eth0]/orders', { host: 'fe80::1%eth0', dbname: 'orders' }],
  ['postgres://a:1,b,c:3/orders', { host: 'a,b,c', port: '1,,3', dbname: 'orders' }],
  ['postgres://db/orders?ssl=true', { host: 'db', dbname: 'orders', sslmode: 'require' }],
  [
    'postgres://db/orders?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem',
    { host: 'db', dbname: 'orders', sslmode: 'verify-full', sslrootcert: '/etc/ca.pem' },
  ],
  ['host=db dbname=orders', { host: 'db', dbname: 'orders' }],
  [" host = db  dbname='my orders' user=d\\ e ", { host: 'db', dbname: 'my orders', user: 'd e' }],
  ["password=it's host=db", { password: "it's", host: 'db' }],
  ["password='it\\'s \\\\'", { password: "it's \\" }],
  ['service=nightly', { service: 'nightly' }],
])('reads %s as libpq does', (text, keywords) => {
  expect(parseConnectionString(text, 'DATABASE_URL')).toEqual(keywords);
});

test('reads a raw @ in a password, as the drivers of applications do', () => {
  expect(parseConnectionString('postgres://kim:a@b@db/orders', 'x')).toEqual({
    user: 'kim',
    password: 'a@b',
    host: 'db',
    dbname: 'orders',
  });
});

test.each([
  'mysql://db/orders',
  'orders',
  '',
  'host=db orders',
  "dbname='orders",
  'postgres://db:port/orders',
  'postgres://db/%E0%A4%A',
  'postgres://kim:s3cret/x@db:5432/orders',
])('refuses %j, and says how to write it', text => {
  expect(() => parseConnectionString(text, 'env:URL')).toThrow(
    expect.objectContaining({
      kind: 'ConfigurationInvalid',
      message: 'env:URL is not a PostgreSQL connection URL',
      hint: 'write postgres://user@host:5432/database, special characters percent-encoded',
    }),
  );
});

test.each(['sslpassword', 'oauth_client_secret', 'scram_client_key', 'scram_server_key'])(
  'refuses %s, a secret that could only travel in an argument list',
  keyword => {
    expect(() => parseConnectionString(`dbname=orders ${keyword}=hunter2`, 'env:URL')).toThrow(
      /^env:URL has \w+, which libpq would take from an argument list only$/,
    );
  },
);

test.each(['host=db __proto__=x', 'postgres://db/orders?__proto__=x'])('refuses %s, not a keyword of libpq', text => {
  expect(() => parseConnectionString(text, 'it')).toThrow('it has "__proto__", which is no keyword of libpq');
});

test('writes a string that reads back the same, whatever stands in it', () => {
  const keywords = { dbname: "o'r \\d", options: "-c search_path='a b'", host: '/var/run/pg' };
  expect(parseConnectionString(formatConnectionString(keywords), 'x')).toEqual(keywords);
});
