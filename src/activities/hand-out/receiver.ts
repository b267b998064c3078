import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { Failure } from '../../domain/failures.ts';
import { fileSystemFailure } from '../repository/directory/failures.ts';

/** Takes a dump, in several streams one after the other. */
export interface Receiver {
  /** The file as its asker names it, or `stdout`. */
  readonly name: string;
  /** A stream whose end does not end what is received. */
  readonly sink: () => Writable;
  /** Makes what was received visible, where it was not at once. */
  readonly finish: () => Promise<void>;
  /** Takes back what was received, where it can. */
  readonly abandon: () => Promise<void>;
  readonly received: () => { readonly sizeBytes: number; readonly sha256: string };
}

/** Receives on a stream that is open already. A reader that goes away fails the sink. */
export function streamReceiver(name: string, stream: Writable): Receiver {
  // The stream's error comes to whoever writes; without a listener it would end the process.
  stream.on('error', () => undefined);
  const write = (chunk: Buffer) =>
    new Promise<void>((resolve, reject) => {
      stream.write(chunk, error => {
        if (!error) resolve();
        else reject(new Failure('Cancelled', `the reader of ${name} went away: ${error.message}`, { cause: error }));
      });
    });
  return { name, ...counted(write), finish: async () => undefined, abandon: async () => undefined };
}

/**
 * Receives in a file that nobody else can read, and that has its name only when it is whole: until then it is called
 * `.NAME.partial`. Nothing that is there is written over.
 * @throws Failure UsageInvalid where there is something of the name, SpaceMissing and other failures of the file system
 */
export async function fileReceiver(path: string): Promise<Receiver> {
  if (await stat(path).catch(() => undefined)) throw taken(path);
  const partial = join(dirname(path), `.${basename(path)}.partial`);
  const file = await open(
    partial,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o600,
  ).catch((error: unknown) => {
    throw isThere(error) ? taken(partial) : fileSystemFailure(error, path);
  });
  const write = (chunk: Buffer) =>
    writeAll(file, chunk).catch((error: unknown) => {
      throw fileSystemFailure(error, path);
    });
  return {
    name: path,
    ...counted(write),
    finish: async () => {
      await file.sync();
      await file.close();
      try {
        // A link, unlike a renaming, never takes the place of what is there.
        await link(partial, path);
      } catch (error) {
        throw isThere(error) ? taken(path) : fileSystemFailure(error, path);
      }
      await unlink(partial);
    },
    abandon: async () => {
      await file.close().catch(() => undefined);
      await unlink(partial).catch(() => undefined);
    },
  };
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    written += (await file.write(chunk, written)).bytesWritten;
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function taken(path: string): Failure {
  return new Failure('UsageInvalid', `${path} is there already`, {
    hint: 'name another file: nothing is written over',
  });
}

function counted(write: (chunk: Buffer) => Promise<void>): Pick<Receiver, 'sink' | 'received'> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  return {
    sink: () =>
      new Writable({
        highWaterMark: 1_048_576,
        write: (chunk: Buffer, _encoding, done) => {
          hash.update(chunk);
          sizeBytes += chunk.length;
          write(chunk).then(() => done(), done);
        },
      }),
    received: () => ({ sizeBytes, sha256: hash.copy().digest('hex') }),
  };
}
