import { expect, test } from 'vitest';
import { targetOfEnvironment, targetOfUrl } from '../../src/config/found-target.ts';

test.each([
  ['DATABASE_URL', { DATABASE_URL: 'postgres://kim:hidden@db/Shop' }, 'shop', { url: 'env:DATABASE_URL' }],
  [
    'DATABASE_URL, and a password beside it',
    { DATABASE_URL: 'postgres://kim@db/shop', POSTGRES_PASSWORD: 'hidden' },
    'shop',
    { url: 'env:DATABASE_URL', password: 'env:POSTGRES_PASSWORD' },
  ],
  [
    'POSTGRES_*',
    {
      POSTGRES_HOST: 'db',
      POSTGRES_PORT: '5433',
      POSTGRES_DB: 'shop',
      POSTGRES_USER: 'kim',
      POSTGRES_PASSWORD: 'hidden',
    },
    'shop',
    { host: 'db', port: '5433', database: 'shop', user: 'kim', password: 'env:POSTGRES_PASSWORD' },
  ],
  [
    'PG*',
    {
      PGHOST: '/run/postgresql',
      PGDATABASE: 'shop',
      PGPASSWORD: 'hidden',
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: '/ca.pem',
    },
    'shop',
    {
      host: '/run/postgresql',
      database: 'shop',
      password: 'env:PGPASSWORD',
      sslmode: 'verify-full',
      sslrootcert: '/ca.pem',
    },
  ],
  [
    'PGSERVICE',
    { PGSERVICE: 'orders', PGSSLROOTCERT: 'system' },
    'orders',
    { service: 'orders', sslrootcert: 'system' },
  ],
  [
    'DB_*',
    { DB_HOST: 'db', DB_NAME: 'shop', DB_USER: 'kim', DB_PASS: 'hidden' },
    'shop',
    { host: 'db', database: 'shop', user: 'kim', password: 'env:DB_PASS' },
  ],
])('M4: makes a target of %s, with references for secrets', (_, environment, name, postgres) => {
  expect(targetOfEnvironment(environment)).toEqual({ name, postgres, isInsecure: expect.any(Boolean), notes: [] });
});

test('M4: finds the files of libpq from where it was started', () => {
  const { postgres } = targetOfEnvironment({ PGDATABASE: 'shop', PGPASSFILE: 'pgpass' });
  expect(postgres['passfile']).toBe(`${process.cwd()}/pgpass`);
});

test('M4: says which other variables name a database that is not taken', () => {
  const environment = { DATABASE_URL: 'postgres://db/shop', PGDATABASE: 'other', DB_NAME: 'third' };
  const notes = ['PG* name a database, too; they are not used', 'DB_* name a database, too; they are not used'];
  expect(targetOfEnvironment(environment)).toMatchObject({ name: 'shop', notes });
});

test.each([[{}], [{ PGHOST: 'db' }], [{ DB_HOST: 'db', DB_USER: 'kim' }]])(
  'M4: an environment that names no database is told so: %j',
  environment => {
    expect(() => targetOfEnvironment(environment)).toThrow(
      expect.objectContaining({ kind: 'UsageInvalid', hint: expect.stringContaining('--url') }),
    );
  },
);

test('M4: takes the password out of a URL, and keeps what else it says', () => {
  expect(targetOfUrl('postgres://kim:hid%40den@db:5433/Shop?sslmode=verify-full')).toEqual({
    name: 'shop',
    postgres: { user: 'kim', host: 'db', port: '5433', sslmode: 'verify-full', database: 'Shop' },
    isInsecure: false,
    password: 'hid@den',
  });
});

test('M4: writes a URL without a password as it is', () => {
  const url = 'postgres://kim@db/shop';
  expect(targetOfUrl(url)).toEqual({ name: 'shop', postgres: { url }, isInsecure: true });
});

test.each([['postgres://db'], ['mysql://kim:hidden@db/shop']])('M4: refuses %s, and repeats nothing of it', url => {
  expect(() => targetOfUrl(url)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hidden') }));
});

test.each([
  ['postgres://kim@db/shop', true],
  ['postgres://kim@db/shop?sslmode=require', true],
  ['postgres://kim@db/shop?sslmode=verify-full', false],
  ['postgres://kim@127.0.0.1/shop', false],
  ['postgres:///shop?host=/run/postgresql', false],
])('M14: sees whether nobody verifies the connection of %s: %s', (url, isInsecure) => {
  expect(targetOfUrl(url)).toMatchObject({ isInsecure });
  expect(targetOfEnvironment({ DATABASE_URL: url })).toMatchObject({ isInsecure });
});
