import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveConnections } from '../../src/activities/postgres/connection.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { secretReader } from '../../src/config/references.ts';
import { starterConfiguration } from '../../src/config/starter.ts';
import { folderWith, load, problemsOf } from './files.ts';

const starter = starterConfiguration({ target: 'orders', keyFile: '/keys/own', repository: './backups' });

test('loads as it stands, and reaches the database once DATABASE_URL is set', () => {
  const folder = folderWith(starter);
  const { targets, policies, repositories, notes } = loadConfiguration({}, {}, folder);
  expect(policies).toMatchObject([
    {
      name: 'standard',
      objectives: { rtoMs: 3_600_000, rpoMs: 26 * 3_600_000 },
      proof: 'full',
      repositories: ['local'],
      checks: { indexes: 'available', sql: [] },
      keys: { file: '/keys/own', createMissing: false },
    },
  ]);
  expect(repositories).toEqual([{ kind: 'directory', name: 'local', path: join(folder, 'backups') }]);
  expect(notes).toEqual([]);
  const settings = targets[0]?.postgres ?? { keywords: {} };
  const environment = { DATABASE_URL: 'postgres://kim:s3cret@db:5433/orders' };
  expect(resolveConnections(settings, secretReader(environment))).toEqual([
    { host: 'db', port: '5433', database: 'orders', user: 'kim', password: 's3cret', keywords: {} },
  ]);
  expect(() => resolveConnections(settings, secretReader({}))).toThrow('the secret env:DATABASE_URL is not set');
});

test('what it offers in comments loads, too, once the marks are taken away', () => {
  const all = starter
    .replace(
      /^( +)# (sql:| {2}- name| {4}query| {4}atLeast|bucket:| {2}kind| {2}bucket| {2}region| {2}prefix|offlinePublicKey)/gm,
      '$1$2',
    )
    .replace('repositories: [local]', 'repositories: [local, bucket]');
  expect(problemsOf(all)).toEqual([]);
  const { policies, repositories } = load(all);
  expect(policies).toMatchObject([
    {
      repositories: ['local', 'bucket'],
      checks: { sql: [{ name: 'there are customers', expect: { kind: 'atLeast', value: '1' } }] },
      keys: { offlinePublicKey: expect.stringMatching(/\/offline\.pub\.pem$/) },
    },
  ]);
  expect(repositories).toMatchObject([
    { name: 'local' },
    { bucket: 'my-backups', region: 'eu-central-1', prefix: 'firedrill' },
  ]);
});

test('names the schema that lies beside it, for editors', () => {
  expect(starter.split('\n', 1)).toEqual(['# yaml-language-server: $schema=./firedrill.schema.json']);
  expect(() => readFileSync('firedrill.schema.json')).not.toThrow();
});
