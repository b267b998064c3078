import { expect, test } from 'vitest';
import { openStore } from '../../../src/activities/repository/open-store.ts';
import type { Repository } from '../../../src/domain/repositories.ts';

const S3 = {
  kind: 's3',
  name: 'far',
  bucket: 'backups',
  prefix: 'team',
  region: 'eu-central-1',
  pathStyle: false,
} as const;

test.each<[string, Repository, string]>([
  ['a directory', { kind: 'directory', name: 'near', path: '/srv/backups' }, '/srv/backups'],
  ['a bucket', S3, 's3://backups/team'],
  ['a whole bucket', { ...S3, prefix: '' }, 's3://backups'],
])('opens %s, named as people name it, without reading any secret', (_, repository, description) => {
  const store = openStore(repository, () => {
    throw new Error('a secret was read');
  });
  expect(store.description).toBe(description);
});
