import { expect, test } from 'vitest';
import type { Environment } from '../../src/config/environment.ts';
import { load, problemsOf } from './files.ts';

const fromVariables = (environment: Environment) => load({}, environment);

test('one variable is enough: every other one takes the default of the certificate system (M1)', () => {
  const { targets, repositories, policies, secretDefaults, file } = fromVariables({ POSTGRES_USER: 'app' });
  expect(targets).toEqual([
    {
      name: 'certificate_verification',
      policy: 'default',
      allowInsecure: true,
      postgres: {
        keywords: { host: 'postgres', port: '5432', dbname: 'certificate_verification', user: 'app' },
        password: { from: 'env', name: 'POSTGRES_PASSWORD' },
      },
    },
  ]);
  expect(repositories).toEqual([{ kind: 'directory', name: 'backups', path: '/backups' }]);
  expect(policies.map(policy => policy.repositories)).toEqual([['backups']]);
  expect(secretDefaults).toEqual({ POSTGRES_PASSWORD: 'postgres' });
  expect(file).toBeUndefined();
});

test.each(['POSTGRES_HOST', 'POSTGRES_PASSWORD', 'DB_BACKUP_DIR', 'DB_BACKUP_RETENTION_DAYS', 'DB_BACKUP_S3_BUCKET'])(
  '%s alone makes a target (M1)',
  name => {
    expect(fromVariables({ [name]: 'abc' }).targets).toHaveLength(1);
  },
);

test.each([{}, { DATABASE_URL: '' }, { POSTGRES_DB: '', DB_BACKUP_S3_BUCKET: '' }, { PGHOST: 'h', POSTGRESQL: 'x' }])(
  '%o makes no target: empty is not set (M1)',
  environment => {
    expect(problemsOf({}, environment)).toEqual(['there is no firedrill.yaml, and no variable names a database']);
  },
);

test('an empty variable beside others takes its default; an empty bucket is none (M1)', () => {
  const variables = { POSTGRES_DB: 'orders', POSTGRES_HOST: '', DB_BACKUP_DIR: '', DB_BACKUP_S3_BUCKET: '' };
  const { targets, repositories } = fromVariables(variables);
  expect(targets[0]?.postgres.keywords['host']).toBe('postgres');
  expect(repositories).toEqual([{ kind: 'directory', name: 'backups', path: '/backups' }]);
});

test('a folder and a bucket are two copies (M2)', () => {
  const { repositories, policies } = fromVariables({
    POSTGRES_DB: 'orders',
    DB_BACKUP_DIR: '/srv/copies',
    DB_BACKUP_S3_BUCKET: 'offsite',
    AWS_REGION: 'eu-central-1',
  });
  expect(policies[0]?.repositories).toEqual(['backups', 'bucket']);
  expect(repositories).toEqual([
    { kind: 'directory', name: 'backups', path: '/srv/copies' },
    {
      kind: 's3',
      name: 'bucket',
      bucket: 'offsite',
      prefix: '',
      region: 'eu-central-1',
      pathStyle: false,
      allowInsecure: true,
    },
  ]);
});

test.each([
  [{ AWS_ENDPOINT_URL_S3: 'https://s3.example', AWS_ENDPOINT_URL: 'https://all.example' }, 'https://s3.example'],
  [{ AWS_ENDPOINT_URL: 'https://all.example' }, 'https://all.example'],
])('the bucket is looked for where %o says', (variables, endpoint) => {
  const { repositories } = fromVariables({ DB_BACKUP_S3_BUCKET: 'offsite', ...variables });
  expect(repositories[1]).toMatchObject({ endpoint, pathStyle: true });
});

test('problems are told by the variable that has them', () => {
  expect(problemsOf({}, { DB_BACKUP_S3_BUCKET: 'ab', AWS_ENDPOINT_URL: 'store' })).toEqual([
    'DB_BACKUP_S3_BUCKET: a bucket name has three characters at least',
    'AWS_ENDPOINT_URL: write an http or https address',
  ]);
});

test('the first backup may make the key file where nobody could run init, and only there (M3)', () => {
  const { policies } = fromVariables({ POSTGRES_DB: 'orders', HOME: '/home/kim' });
  expect(policies[0]?.keys).toEqual({ file: '/home/kim/.config/firedrill/key', createMissing: true });
  const own = fromVariables({ POSTGRES_DB: 'orders', FIREDRILL_KEY_FILE: '/run/keys/firedrill' });
  expect(own.policies[0]?.keys.file).toBe('/run/keys/firedrill');
});

test.each(['DB_BACKUP_RETENTION_DAYS', 'DB_BACKUP_SCHEDULE', 'DB_BACKUP_TIMEZONE', 'SLACK_WEBHOOK_URL'])(
  'says that %s has no effect yet (M1)',
  name => {
    expect(fromVariables({ POSTGRES_DB: 'orders', [name]: '7' }).notes).toEqual([`${name} has no effect yet`]);
    expect(fromVariables({ POSTGRES_DB: 'orders', [name]: '' }).notes).toEqual([]);
  },
);

test.each([
  ['Orders', 'orders'],
  ['my shop/2024', 'my-shop-2024'],
  ['__x__', 'x'],
  ['日本', 'database'],
])('names the target of the database %s %s', (database, name) => {
  const { targets } = fromVariables({ POSTGRES_DB: database });
  expect(targets).toMatchObject([{ name, postgres: { keywords: { dbname: database } } }]);
});
