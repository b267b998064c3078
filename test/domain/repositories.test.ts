import { expect, test } from 'vitest';
import { describeRepository } from '../../src/domain/repositories.ts';

const bucket = {
  kind: 's3',
  name: 'main',
  bucket: 'backups',
  prefix: '',
  region: 'eu-central-1',
  pathStyle: false,
} as const;

test('names a directory by its path', () => {
  expect(describeRepository({ kind: 'directory', name: 'main', path: '/srv/backups' })).toBe('/srv/backups');
});

test.each([
  ['', 's3://backups'],
  ['eu/orders', 's3://backups/eu/orders'],
])('names a bucket with the prefix %j', (prefix, words) => {
  expect(describeRepository({ ...bucket, prefix })).toBe(words);
});

test('names a bucket without its credentials', () => {
  const credentials = {
    accessKeyId: { from: 'env', name: 'KEY_ID' },
    secretAccessKey: { from: 'env', name: 'KEY' },
  } as const;
  expect(describeRepository({ ...bucket, credentials })).toBe('s3://backups');
});
