import { expect, test } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { folderWith, load, MINIMAL, problemsOf } from './files.ts';

const withTarget = (keys: string) => MINIMAL.replace('postgres: { database: orders }', keys);
const withBucket = (keys: string) =>
  MINIMAL.replace('repositories: {', `repositories: { far: { kind: s3, bucket: copies, ${keys} },`).concat(
    'policies: { p: { repositories: [local, far] } }\n',
  );

test.each([
  ['a server whose certificate nobody checks', withTarget('postgres: { database: o, host: db }'), 'targets.orders'],
  ['one that is only encrypted', withTarget('postgres: { database: o, host: db, sslmode: require }'), 'targets.orders'],
  [
    'an address behind a local name',
    withTarget('postgres: { database: o, host: localhost, hostaddr: 10.0.0.1 }'),
    'targets.orders',
  ],
  ['the second of two hosts', withTarget('postgres: { database: o, host: "/run/pg,db" }'), 'targets.orders'],
  ['a URL', withTarget('postgres: { url: "postgres://kim@db/o" }'), 'targets.orders'],
  ['a store by plain http', withBucket('endpoint: "http://10.0.0.1:9000"'), 'repositories.far'],
  [
    'a staging server that nobody verifies',
    `${MINIMAL}sandboxes: { far: { kind: server, url: "postgres://kim@db/o" } }\n`,
    'sandboxes.far',
  ],
  ['Temporal without TLS', `${MINIMAL}temporal: { address: "temporal:7233" }\n`, 'temporal'],
])('M14: refuses %s, and names the key that allows it', (_, text, path) => {
  expect(problemsOf(text)).toEqual([
    expect.stringMatching(new RegExp(`^firedrill\\.yaml:\\d+:\\d+: ${path}: .*, or ${path}\\.allowInsecure: true$`)),
  ]);
});

test('M14: the hint names the key, too', () => {
  const folder = folderWith(withTarget('postgres: { database: o, host: db }'));
  expect(() => loadConfiguration({}, {}, folder)).toThrow(
    expect.objectContaining({ kind: 'ConfigurationInvalid', hint: expect.stringContaining('allowInsecure: true') }),
  );
});

test('M14: an address that a flag or variable gives is judged, too', () => {
  const folder = folderWith(MINIMAL);
  expect(() => loadConfiguration({ address: 'far:7233' }, {}, folder)).toThrow(/temporal: far is reached without TLS/);
  expect(() => loadConfiguration({}, { TEMPORAL_ADDRESS: 'far:7233' }, folder)).toThrow(/far is reached without TLS/);
});

test.each([
  ['what is allowed', withTarget('allowInsecure: true, postgres: { database: o, host: db }')],
  ['a verified server', withTarget('postgres: { database: o, host: db, sslmode: verify-full }')],
  [
    'one with a certificate that the system knows',
    withTarget('postgres: { database: o, host: db, sslrootcert: system }'),
  ],
  ['loopback', withTarget('postgres: { database: o, host: "127.0.0.1,localhost,::1" }')],
  ['a socket', withTarget('postgres: { database: o, host: /run/postgresql }')],
  ['what only a secret knows', withTarget('postgres: { url: env:DATABASE_URL }')],
  ['what only a service knows', withTarget('postgres: { service: orders }')],
  ['https', withBucket('endpoint: "https://s3.example"')],
  ['plain http over loopback', withBucket('endpoint: "http://[::1]:9000"')],
  ['plain http that is allowed', withBucket('endpoint: "http://10.0.0.1:9000", allowInsecure: true')],
  ['Temporal with TLS', `${MINIMAL}temporal: { address: "temporal:7233", tls: true }\n`],
  ['Temporal that is allowed', `${MINIMAL}temporal: { address: "temporal:7233", allowInsecure: true }\n`],
])('M14: takes %s', (_, text) => {
  expect(problemsOf(text)).toEqual([]);
});

test('M14: without a file, what the environment names is reached as it is there', () => {
  const { targets } = load({}, { POSTGRES_HOST: 'db', POSTGRES_DB: 'orders' });
  expect(targets).toMatchObject([{ allowInsecure: true }]);
});

test('M14: minTls holds for PostgreSQL, S3 and Temporal', () => {
  const { targets, repositories, temporal } = load(`${withBucket('pathStyle: true')}transport: { minTls: 1.3 }\n`);
  expect(targets[0]?.postgres.keywords).toMatchObject({ ssl_min_protocol_version: 'TLSv1.3' });
  expect(repositories.find(({ kind }) => kind === 's3')).toMatchObject({ minTls: '1.3' });
  expect(temporal).toMatchObject({ minTls: '1.3' });
});

test('M14: minTls raises what was written lower for one target', () => {
  const written = withTarget('postgres: { database: o, ssl_min_protocol_version: TLSv1.1 }');
  const { targets } = load(`${written}transport: { minTls: 1.3 }\n`);
  expect(targets[0]?.postgres.keywords).toMatchObject({ ssl_min_protocol_version: 'TLSv1.3' });
});

test('M14: refuses a version that is no longer safe', () => {
  expect(problemsOf(`${MINIMAL}transport: { minTls: 1.1 }\n`)).toEqual([
    expect.stringContaining('transport.minTls: write one of 1.2, 1.3'),
  ]);
});
