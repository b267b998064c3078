import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { folderWith, load, MINIMAL, problemsOf } from './files.ts';

const file = (repository: string) =>
  MINIMAL.replace(
    'local: { kind: directory, path: ./backups }',
    `offsite: { kind: s3, bucket: copies, ${repository} }`,
  );

test('a bucket alone is enough: the chain of AWS has the credentials', () => {
  expect(load(file('')).repositories).toEqual([
    {
      kind: 's3',
      name: 'offsite',
      bucket: 'copies',
      prefix: '',
      region: 'us-east-1',
      pathStyle: false,
      credentials: undefined,
    },
  ]);
});

test('takes endpoint, region, prefix, path style, storage class and server-side encryption', () => {
  const text = file(`
    endpoint: "http://127.0.0.1:9000", region: eu-central-1, prefix: firedrill/production, pathStyle: true,
    storageClass: STANDARD_IA, serverSideEncryption: { algorithm: "aws:kms", kmsKeyId: alias/backups }`);
  expect(load(text).repositories[0]).toMatchObject({
    endpoint: 'http://127.0.0.1:9000',
    region: 'eu-central-1',
    prefix: 'firedrill/production',
    pathStyle: true,
    storageClass: 'STANDARD_IA',
    serverSideEncryption: { algorithm: 'aws:kms', kmsKeyId: 'alias/backups' },
  });
});

test('credentials are references; their files are found from the folder of the configuration', () => {
  const folder = folderWith(
    file('credentials: { accessKeyId: env:KEY_ID, secretAccessKey: file:secrets/s3, sessionToken: file:/run/token }'),
  );
  expect(loadConfiguration({}, {}, folder).repositories[0]).toMatchObject({
    credentials: {
      accessKeyId: { from: 'env', name: 'KEY_ID' },
      secretAccessKey: { from: 'file', path: join(folder, 'secrets/s3') },
      sessionToken: { from: 'file', path: '/run/token' },
    },
  });
});

test.each(['/a', 'a/', '..', 'a/../b', './a', 'a/.'])('refuses the prefix %s', prefix => {
  expect(problemsOf(file(`prefix: ${prefix}`))).toEqual([
    'firedrill.yaml:3:62: repositories.offsite.prefix: a prefix has no slash at its ends and no "." or ".." in it',
  ]);
});

test('half of the credentials is none', () => {
  expect(problemsOf(file('credentials: { accessKeyId: env:KEY_ID }'))).toEqual([
    'firedrill.yaml:3:54: repositories.offsite.credentials.secretAccessKey: write a reference, env:NAME or file:/path',
  ]);
});
