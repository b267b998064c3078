import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { folderWith, load, MINIMAL } from './files.ts';

/** What `config show --origin` says about a path. */
const shown = (configuration: ReturnType<typeof load>, path: string) =>
  configuration.settings.filter(setting => setting.path === path).map(({ value, origin }) => `${value} (${origin})`);

test.each([
  ['targets.orders.postgres.database', 'orders (firedrill.yaml:2)'],
  ['targets.orders.policy', 'nightly (default)'],
  ['policies.nightly.objectives.rto', '1h (conf.d/policies.yaml:4)'],
  ['policies.nightly.proof', 'full (default)'],
  ['policies.nightly.repositories.0', 'local (default)'],
  ['policies.nightly.sandbox', 'local (default)'],
  ['policies.nightly.keys.file', '/variable/key (FIREDRILL_KEY_FILE)'],
  ['sandboxes.local.directory', '/variable/state/sandboxes (default)'],
  ['postgres.binaries.0', '/variable/bin (FIREDRILL_POSTGRES_BINARIES)'],
  ['postgres.binaries.1', '/opt/bin (firedrill.yaml:4)'],
  ['temporal.address', 'flag:1 (--address)'],
  ['temporal.namespace', 'variable (TEMPORAL_NAMESPACE)'],
  ['temporal.taskQueue', 'own (firedrill.yaml:5)'],
  ['temporal.apiKey', 'env:TEMPORAL_API_KEY (TEMPORAL_API_KEY)'],
  ['temporal.tls', 'true (TEMPORAL_TLS)'],
  ['worker.state', '/variable/state (FIREDRILL_STATE)'],
  ['worker.spool', '/variable/state/spool (default)'],
  ['worker.retryFor', '6h (default)'],
])('says where %s comes from', (path, line) => {
  const folder = folderWith({
    'firedrill.yaml': `${MINIMAL}postgres: { binaries: [/opt/bin] }\ntemporal: { taskQueue: own, address: "file:1", allowInsecure: true }\n`,
    'conf.d/policies.yaml': '\npolicies:\n  nightly:\n    objectives: { rto: 1h }\n',
  });
  const environment = {
    FIREDRILL_KEY_FILE: '/variable/key',
    FIREDRILL_STATE: '/variable/state',
    FIREDRILL_POSTGRES_BINARIES: '/variable/bin',
    TEMPORAL_ADDRESS: 'variable:1',
    TEMPORAL_NAMESPACE: 'variable',
    TEMPORAL_API_KEY: 'hunter2',
    TEMPORAL_TLS: 'true',
  };
  expect(shown(loadConfiguration({ address: 'flag:1' }, environment, folder), path)).toEqual([line]);
});

test.each([
  ['targets.orders.postgres.host', 'postgres (default of POSTGRES_HOST)'],
  ['targets.orders.postgres.port', '5433 (POSTGRES_PORT)'],
  ['targets.orders.postgres.database', 'orders (POSTGRES_DB)'],
  ['targets.orders.postgres.user', 'postgres (default of POSTGRES_USER)'],
  ['targets.orders.postgres.password', 'env:POSTGRES_PASSWORD (default of POSTGRES_PASSWORD)'],
  ['repositories.backups.path', '/backups (default of DB_BACKUP_DIR)'],
  ['repositories.bucket.bucket', 'offsite (DB_BACKUP_S3_BUCKET)'],
  ['repositories.bucket.region', 'eu-central-1 (AWS_DEFAULT_REGION)'],
  ['repositories.bucket.endpoint', 'https://s3.example (AWS_ENDPOINT_URL)'],
])('without a file, says by which variable %s was set (M1)', (path, line) => {
  const environment = {
    POSTGRES_DB: 'orders',
    POSTGRES_PORT: '5433',
    DB_BACKUP_S3_BUCKET: 'offsite',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: 'https://s3.example',
  };
  expect(shown(load({}, environment), path)).toEqual([line]);
});

test('shows DATABASE_URL as the reference that it is', () => {
  const configuration = load({}, { DATABASE_URL: 'postgres://kim:hunter2@db/orders' });
  expect(shown(configuration, 'targets.orders.postgres.url')).toEqual(['env:DATABASE_URL (DATABASE_URL)']);
});

test('a variable takes the place of what the file says about TLS, key by key', () => {
  const folder = folderWith(`${MINIMAL}temporal: { tls: { serverCa: ca.pem, serverName: file } }\n`);
  const configuration = loadConfiguration({}, { TEMPORAL_TLS_SERVER_NAME: 'variable' }, folder);
  expect(shown(configuration, 'temporal.tls.serverCa')).toEqual([`${join(folder, 'ca.pem')} (firedrill.yaml:4)`]);
  expect(shown(configuration, 'temporal.tls.serverName')).toEqual(['variable (TEMPORAL_TLS_SERVER_NAME)']);
});

test('keeps the order of the sections, each setting once', () => {
  const paths = load(MINIMAL).settings.map(({ path }) => path);
  const sections = [...new Set(paths.map(path => path.split('.')[0]))];
  expect(sections).toEqual([
    'version',
    'targets',
    'policies',
    'repositories',
    'sandboxes',
    'transport',
    'temporal',
    'worker',
  ]);
  expect(new Set(paths).size).toBe(paths.length);
});
