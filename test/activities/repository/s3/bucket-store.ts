import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { ObjectStore } from '../../../../src/activities/repository/object-store.ts';
import { s3Store } from '../../../../src/activities/repository/s3/s3-store.ts';
import { secretReader } from '../../../../src/config/references.ts';
import type { S3Repository } from '../../../../src/domain/repositories.ts';

/** The shared bucket under a prefix that only one test uses. */
export function bucketRepository(changed: Partial<S3Repository> = {}): S3Repository {
  const { bucket, endpoint } = inject('s3');
  return {
    kind: 's3',
    name: 'primary',
    bucket,
    prefix: `test-${randomBytes(6).toString('hex')}`,
    region: 'us-east-1',
    endpoint,
    pathStyle: true,
    credentials: {
      accessKeyId: { from: 'env', name: 'TEST_KEY' },
      secretAccessKey: { from: 'env', name: 'TEST_SECRET' },
    },
    ...changed,
  };
}

/** A store over {@link bucketRepository}, with the server's own credentials unless others are given. */
export function bucketStore(
  changed: Partial<S3Repository> = {},
  secrets: { readonly [variable: string]: string } = {},
): ObjectStore {
  const { accessKeyId, secretAccessKey } = inject('s3');
  const environment = { TEST_KEY: accessKeyId, TEST_SECRET: secretAccessKey, ...secrets };
  return s3Store(bucketRepository(changed), secretReader(environment));
}
