import { Failure } from '../../../domain/failures.ts';

/** Translates an error of the file system. Failures pass unchanged. */
export function fileSystemFailure(error: unknown, place: string): unknown {
  if (error instanceof Failure || !(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure('SpaceMissing', `there is no space left in ${place}`, {
        cause: error,
        hint: 'free some, or name a larger place',
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Failure('RepositoryUnusable', `${place} cannot be written by this user (${error.code})`, {
        cause: error,
        hint: 'check the owner and mode of the folder, whether its file system is mounted read-only, and that it has hard links',
      });
    case 'ENOTDIR':
      return new Failure('RepositoryUnusable', `a part of ${place} is a file, not a folder`, { cause: error });
    default:
      if (!('syscall' in error)) return error;
      return new Failure('RepositoryUnreachable', `${place} failed (${String(error.code)})`, {
        cause: error,
        hint: 'look at the file system and the system log of this host',
      });
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
