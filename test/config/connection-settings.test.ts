import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { programConnection, resolveConnections } from '../../src/activities/postgres/connection.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { secretReader } from '../../src/config/references.ts';
import { type Files, folderWith, MINIMAL } from './files.ts';

/** What a program of PostgreSQL is started with for the target of these files. */
function startedWith(files: Files, environment: Record<string, string> = {}) {
  const folder = folderWith(files);
  const { targets, secretDefaults } = loadConfiguration({}, environment, folder);
  const settings = targets[0]?.postgres ?? { keywords: {} };
  const programs = resolveConnections(settings, secretReader(environment, secretDefaults)).map(connection =>
    programConnection(connection, 'firedrill'),
  );
  return { folder, programs };
}

const withPostgres = (postgres: string) =>
  MINIMAL.replace('postgres: { database: orders', `allowInsecure: true, postgres: { ${postgres}`);

function privateFile(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o600);
  return path;
}

test('hands the modes and files of TLS on to libpq, the files found from the folder of the configuration', () => {
  const { folder, programs } = startedWith(
    withPostgres(`database: orders, host: db.example, user: kim, port: 5433, sslmode: verify-full, sslrootcert: tls/ca.pem,
      sslcert: ~/client.pem, sslkey: /tls/client.key, channel_binding: require, connect_timeout: 5`),
    { HOME: '/home/kim' },
  );
  expect(programs.map(({ conninfo }) => conninfo)).toEqual([
    [
      "sslmode='verify-full'",
      "sslcert='/home/kim/client.pem'",
      "sslkey='/tls/client.key'",
      `sslrootcert='${folder}/tls/ca.pem'`,
      "channel_binding='require'",
      "connect_timeout='5'",
      "host='db.example'",
      "port='5433'",
      "user='kim'",
      "dbname='orders'",
      "application_name='firedrill'",
    ].join(' '),
  ]);
});

test('sslrootcert: system stays the word that libpq knows', () => {
  const { programs } = startedWith(withPostgres('database: o, host: h, sslmode: verify-full, sslrootcert: system'));
  expect(programs[0]?.conninfo).toContain("sslrootcert='system'");
});

test('reaches a server by its socket', () => {
  const { programs } = startedWith(withPostgres('database: orders, host: /run/pg, user: kim'));
  expect(programs[0]?.conninfo).toContain("host='/run/pg' port='5432' user='kim' dbname='orders'");
});

test('takes a service from the file beside the configuration; what stands beside it comes first', () => {
  const { programs } = startedWith({
    'firedrill.yaml': withPostgres('service: nightly, servicefile: services, user: backup'),
    services:
      '[other]\nhost=wrong\n[nightly]\nhost=db\nport=5433\ndbname=orders\nuser=app\npassword=s3cret\nsslmode=require\n',
  });
  expect(programs).toEqual([
    {
      conninfo: "sslmode='require' host='db' port='5433' user='backup' dbname='orders' application_name='firedrill'",
      env: expect.objectContaining({ PGPASSWORD: 's3cret' }),
    },
  ]);
});

test('a keyword comes before the same one of the URL', () => {
  const { programs } = startedWith(withPostgres('url: env:URL, database: shop, sslmode: disable'), {
    URL: 'postgres://kim@db/orders?sslmode=require',
  });
  expect(programs[0]?.conninfo).toBe(
    "sslmode='disable' host='db' port='5432' user='kim' dbname='shop' application_name='firedrill'",
  );
});

test.each([
  ['the variable of a URL', 'url: env:SECRET', { SECRET: 'postgres://kim:s3cret@db/orders' }],
  ['the pairs of a URL', 'url: env:SECRET', { SECRET: "host=db user=kim dbname=orders password='s3cret'" }],
  ['a reference', 'url: "postgres://kim@db/orders", password: env:SECRET', { SECRET: 's3cret' }],
])('a password from %s reaches programs by their environment, never by an argument', (_, postgres, environment) => {
  const { programs } = startedWith(withPostgres(postgres), environment);
  expect(programs[0]?.env['PGPASSWORD']).toBe('s3cret');
  expect(programs[0]?.conninfo).not.toContain('s3cret');
});

test('a password from a password file reaches programs by their environment, never by an argument', () => {
  const passfile = privateFile(folderWith({}), 'pgpass', 'db:5432:*:kim:s3cret\n');
  const { programs } = startedWith(withPostgres(`database: orders, host: db, user: kim, passfile: ${passfile}`));
  expect(programs[0]?.env['PGPASSWORD']).toBe('s3cret');
  expect(programs[0]?.conninfo).not.toMatch(/s3cret|passfile/);
});

test('a secret file that others may read ends it', () => {
  const file = privateFile(folderWith({}), 'password', 's3cret');
  chmodSync(file, 0o644);
  expect(() => startedWith(withPostgres(`database: orders, password: file:${file}`))).toThrow(
    `the secret ${file} may be read by others (mode 0644)`,
  );
});

test('without a file, the public default password is used where none is set (M1)', () => {
  const started = (environment: Record<string, string>) => startedWith({}, environment).programs[0]?.env['PGPASSWORD'];
  expect(started({ POSTGRES_DB: 'orders' })).toBe('postgres');
  expect(started({ POSTGRES_DB: 'orders', POSTGRES_PASSWORD: 'own' })).toBe('own');
});
