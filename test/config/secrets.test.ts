import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { folderWith, load, MINIMAL, problemsOf } from './files.ts';

const SECRET = 'hunter2horse';

/** Line 2 is the connection of the target, line 3 the repository, line 4 what the case adds. */
const file = ({ postgres = 'database: orders', repository = 'kind: directory, path: b', more = '' }) =>
  `version: 1
targets: { orders: { postgres: { ${postgres} } } }
repositories: { r: { ${repository} } }
${more}`;

const NEVER_HERE = 'a secret is never written here: write env:NAME or file:/path';

test.each([
  [
    'as password',
    { postgres: `database: a, password: ${SECRET}` },
    `2:57: targets.orders.postgres.password: ${NEVER_HERE}`,
  ],
  [
    'after env:',
    { postgres: `database: a, password: "env:${SECRET} x"` },
    `2:57: targets.orders.postgres.password: ${NEVER_HERE}`,
  ],
  [
    'in the URL',
    { postgres: `url: "postgres://kim:${SECRET}@db/a"` },
    '2:39: targets.orders.postgres.url: a URL written here holds no password: move it to password: env:NAME, or write url: env:NAME',
  ],
  [
    'as a parameter of the URL',
    { postgres: `url: "postgres://kim@db/a?password=${SECRET}"` },
    '2:39: targets.orders.postgres.url: a URL written here holds no password: move it to password: env:NAME, or write url: env:NAME',
  ],
  [
    'as the key’s password',
    { postgres: `url: "postgres://kim@db/a?sslpassword=${SECRET}"` },
    '2:39: targets.orders.postgres.url: this has sslpassword, which libpq would take from an argument list only: write postgres://user@host:5432/database, special characters percent-encoded',
  ],
  [
    'in a URL that is cut by a slash',
    { postgres: `url: "postgres://kim:x/${SECRET}@db/a"` },
    '2:39: targets.orders.postgres.url: this is not a PostgreSQL connection URL: write postgres://user@host:5432/database, special characters percent-encoded',
  ],
  [
    'after env: in the URL',
    { postgres: `url: "env:${SECRET}/x"` },
    '2:39: targets.orders.postgres.url: write a reference, env:NAME or file:/path',
  ],
  [
    'as a keyword',
    { postgres: `database: a, sslpassword: ${SECRET}` },
    '2:47: targets.orders.postgres.sslpassword is not a key that Firedrill knows',
  ],
  [
    'in the address of the store',
    { repository: `kind: s3, bucket: abc, endpoint: "https://k:${SECRET}@s3.example"` },
    '3:55: repositories.r.endpoint: credentials are never written here: see credentials',
  ],
  [
    'as a key of the store',
    { repository: `kind: s3, bucket: abc, credentials: { accessKeyId: ${SECRET}, secretAccessKey: env:S }` },
    `3:73: repositories.r.credentials.accessKeyId: ${NEVER_HERE}`,
  ],
  ['as API key', { more: `temporal: { apiKey: ${SECRET} }` }, `4:21: temporal.apiKey: ${NEVER_HERE}`],
])('refuses a secret in the file without repeating it: %s', (_, parts, line) => {
  expect(problemsOf(file(parts))).toEqual([`firedrill.yaml:${line}`]);
});

test('a mistake in the YAML beside a secret does not show it', () => {
  const text = file({ postgres: `database: a, password: "${SECRET}` });
  expect(problemsOf(text).join('\n')).toMatch(/^firedrill\.yaml:\d+:\d+: /);
  expect(problemsOf(text).join('\n')).not.toContain(SECRET);
});

test('loading resolves no reference: none of these exist, and the values of those that do stay where they are', () => {
  const text = file({
    postgres: 'url: env:DATABASE_URL, password: file:/no/such/file',
    repository: 'kind: s3, bucket: abc, credentials: { accessKeyId: env:NOT_SET, secretAccessKey: file:/nowhere }',
    more: 'temporal: { apiKey: env:API_KEY }',
  });
  const configuration = load(text, { DATABASE_URL: `postgres://kim:${SECRET}@db/a`, API_KEY: SECRET });
  expect(JSON.stringify(configuration)).not.toContain(SECRET);
  expect(configuration.targets[0]?.postgres).toEqual({
    keywords: {},
    url: { from: 'env', name: 'DATABASE_URL' },
    password: { from: 'file', path: '/no/such/file' },
  });
});

test.each([
  { DATABASE_URL: `postgres://kim:${SECRET}@db/orders`, TEMPORAL_API_KEY: SECRET },
  { POSTGRES_PASSWORD: SECRET, POSTGRES_DB: 'orders', SLACK_WEBHOOK_URL: `https://hooks.example/${SECRET}` },
  { DATABASE_URL: 'postgres://kim@db/orders', POSTGRES_PASSWORD: SECRET, AWS_SECRET_ACCESS_KEY: SECRET },
])('a configuration of variables alone holds none of their secrets: %o', environment => {
  expect(JSON.stringify(load({}, environment))).not.toContain(SECRET);
});

test('a file reference is found from the folder of the configuration, wherever the worker was started', () => {
  const folder = folderWith(MINIMAL.replace('database: orders', 'url: file:secrets/url, password: file:~/password'));
  expect(loadConfiguration({}, { HOME: '/home/kim' }, folder).targets[0]?.postgres).toMatchObject({
    url: { from: 'file', path: join(folder, 'secrets/url') },
    password: { from: 'file', path: '/home/kim/password' },
  });
});
