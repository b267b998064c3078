import type { SecretReader } from '../../../../config/references.ts';
import { describeRepository, type S3Repository } from '../../../../domain/repositories.ts';
import { safeKey } from '../../keys.ts';
import { s3Client } from '../client.ts';
import { bucketOf } from '../s3-store.ts';
import { type TriedRequests, tryRequests } from './requests.ts';
import { readSettings } from './settings.ts';

/** What `doctor` asks of a bucket besides what a repository does with it. */
export interface BucketProbe {
  /** Tries each right on a probe below a prefix of its own, `doctor/`, and removes it. `name` keeps probes apart. */
  readonly tryRequests: (name: string) => Promise<TriedRequests>;
  readonly readSettings: () => ReturnType<typeof readSettings>;
  readonly close: () => void;
}

/** The probe of a repository's bucket. Opens no connection yet. */
export function bucketProbe(repository: S3Repository, readSecret: SecretReader): BucketProbe {
  const at = bucketOf(repository, s3Client(repository, readSecret));
  const root = repository.prefix === '' ? '' : `${repository.prefix}/`;
  return {
    tryRequests: name => tryRequests(at, root + safeKey(`doctor/${name}`), describeRepository(repository)),
    readSettings: () => readSettings(at),
    close: () => at.client.destroy(),
  };
}
