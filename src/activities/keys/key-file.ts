import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { refuseReadableByOthers } from '../../config/references.ts';
import { Failure } from '../../domain/failures.ts';

/** The local key: 256 random bits that wrap content keys. */
export interface LocalKey {
  readonly bytes: Buffer;
  /** First 16 hex digits of the SHA-256 of the bytes; tells keys apart without revealing anything. */
  readonly fingerprint: string;
}

const LINE = /^firedrill-key-1 ([0-9a-f]{64})$/m;

/**
 * Reads a key file.
 * @throws Failure KeyMissing, KeyWrong where it is no key file, SecretUnavailable where others may read it.
 */
export function readKeyFile(path: string): LocalKey {
  let text: string;
  try {
    refuseReadableByOthers(path, 'the key file');
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('KeyMissing', `the key file ${path} cannot be read`, {
      cause: error,
      hint: 'put the key back from its copy, or name it in FIREDRILL_KEY_FILE; firedrill init makes one for new backups',
    });
  }
  const hex = LINE.exec(text)?.[1];
  if (hex === undefined) throw new Failure('KeyWrong', `${path} is not a key file of Firedrill`);
  return localKey(Buffer.from(hex, 'hex'));
}

/**
 * Makes a key file (0600, its folder 0700) that did not exist. It gets its name when it is whole and flushed, so that nobody
 * reads half a key, and no key is in use that a loss of power takes away.
 * @returns undefined where there is a file already: it is never written over.
 * @throws Failure KeyMissing where it cannot be made.
 */
export function createKeyFile(path: string): LocalKey | undefined {
  const bytes = randomBytes(32);
  const folder = dirname(path);
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, keyFileText(bytes), { flag: 'wx', mode: 0o600, flush: true });
    try {
      if (!takeName(temporary, path)) return undefined;
      flushFolder(folder);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (error) {
    throw new Failure('KeyMissing', `the key file ${path} cannot be made`, {
      cause: error,
      hint: 'name a path that this user may write in FIREDRILL_KEY_FILE',
    });
  }
  return localKey(bytes);
}

/** Gives a file its final name by a hard link, the only way that fails where the name is taken: then false. */
function takeName(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function flushFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function localKey(bytes: Buffer): LocalKey {
  return { bytes, fingerprint: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
}

function keyFileText(bytes: Buffer): string {
  return `# The key of Firedrill's backups. Without this file (or the offline recovery key) no backup opens.
# Keep a copy where a loss of this machine does not reach it, and never inside a repository.
firedrill-key-1 ${bytes.toString('hex')}
`;
}
