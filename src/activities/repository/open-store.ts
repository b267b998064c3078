import type { SecretReader } from '../../config/references.ts';
import type { Repository } from '../../domain/repositories.ts';
import { directoryStore } from './directory/directory-store.ts';
import type { ObjectStore } from './object-store.ts';
import { s3Store } from './s3/s3-store.ts';

/** The store of a repository. Opens no connection yet. */
export function openStore(repository: Repository, readSecret: SecretReader): ObjectStore {
  switch (repository.kind) {
    case 'directory':
      return directoryStore(repository.path);
    case 's3':
      return s3Store(repository, readSecret);
  }
}
