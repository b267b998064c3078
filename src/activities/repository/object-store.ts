import type { Readable } from 'node:stream';

/** An object as a listing shows it. */
export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** One part of an object that is about to be sent. */
export interface PartSource {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Opens the part's bytes anew; a store may call it several times. */
  readonly open: () => Readable;
}

/** An object in parts. Every part but the last has the same size. */
export interface ObjectInParts {
  readonly key: string;
  readonly sizeBytes: number;
  readonly partSizeBytes: number;
  readonly parts: readonly PartSource[];
  /** A flushed file with exactly these bytes that nobody writes to any more: a store of its file system may take it as it is. */
  readonly file?: string;
}

/**
 * An object that becomes longer while it is being made, part by part, in order, one call after the other. It is an unfinished upload
 * until it is completed.
 */
export interface GrowingObject {
  /** Takes the next part. Every part but the last has the same size, 5 MiB or more. Resolves when the store has it. */
  readonly add: (part: Uint8Array, signal: AbortSignal) => Promise<void>;
  /** Lets the object appear under a key that has none yet; `exists`, and nothing changed, where it has. */
  readonly complete: (signal: AbortSignal) => Promise<'stored' | 'exists'>;
  /** Gives it up and frees what it took; does nothing to an object that was completed. */
  readonly abandon: () => Promise<void>;
}

/** An upload that began and has not become an object yet. */
export interface UnfinishedUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly modifiedAt: Date;
}

/**
 * Where a repository's objects lie. Keys are relative to the repository, made of segments joined by `/`; a store refuses a
 * key that could leave its prefix, whoever made it.
 *
 * Obligations of every implementation, held by one contract suite:
 * - What a method reports as stored is durable: it survives a crash of this machine (directory) or is acknowledged by the
 *   service (S3). An object appears whole or not at all, under its final key, with its final bytes.
 * - Every method may be called again after any failure and then does what is left to do.
 * - A missing object is a value (`undefined`, nothing listed, nothing removed), never an error.
 * - Failures are `Failure`s: RepositoryUnreachable where trying again may help, CredentialsRejected, RepositoryUnusable or
 *   SpaceMissing where it does not. Anything else is a bug.
 * - A signal that aborts ends the call with the signal's reason and leaves no object behind.
 */
export interface ObjectStore {
  /** The place as people name it. */
  readonly description: string;

  /** How many requests the store has made again by itself since it was opened, because one failed. */
  readonly repeats: () => number;

  /**
   * Stores a small object under a key that has none yet. Of several writers exactly one gets `stored`, all others `exists`;
   * what lies there is never changed.
   */
  readonly putIfAbsent: (key: string, body: Uint8Array) => Promise<'stored' | 'exists'>;

  /** Stores a small object, in place of the one that may be there. Readers see the old bytes or the new ones. */
  readonly replace: (key: string, body: Uint8Array) => Promise<void>;

  /**
   * Sends an object in parts, several at once, and lets it appear when all have arrived. Goes on with an earlier upload of the
   * same parts, sending only those that the store does not have. `exists`, with nothing sent, where the key has an object of
   * that size already: keys of uploads name their content, and {@link ObjectStore.verify} follows every upload.
   * `sent` is called with the size of each part as it arrives, and with those that need not be sent.
   */
  readonly upload: (
    object: ObjectInParts,
    signal: AbortSignal,
    sent: (part: { readonly index: number; readonly sizeBytes: number; readonly reused: boolean }) => void,
  ) => Promise<'stored' | 'exists'>;

  /** Begins an object of which nobody knows yet how long it becomes. There is no going on with it by another attempt. */
  readonly begin: (key: string) => Promise<GrowingObject>;

  /**
   * Holds what is stored against what was sent, part by part, by the store's own checksums or by reading everything back.
   * Throws StoredBytesDiffer, naming the part where it is known. Says how it was done.
   */
  readonly verify: (
    object: Omit<ObjectInParts, 'parts' | 'file'> & {
      readonly parts: readonly Pick<PartSource, 'sizeBytes' | 'sha256'>[];
    },
    signal: AbortSignal,
  ) => Promise<'checksums' | 'read'>;

  /** An object's size in bytes. */
  readonly sizeOf: (key: string) => Promise<number | undefined>;

  /** A small object's bytes. */
  readonly get: (key: string) => Promise<Buffer | undefined>;

  /** A range of an object as a stream; the stream fails where the object is shorter or goes away. */
  readonly read: (
    key: string,
    range: { readonly offset: number; readonly sizeBytes: number },
    signal: AbortSignal,
  ) => Promise<Readable | undefined>;

  /** Objects whose keys begin with `prefix`, in the order of their keys, fetched in pages. */
  readonly list: (prefix: string) => AsyncIterable<StoredObject>;

  readonly remove: (key: string) => Promise<void>;

  /** Uploads of keys that begin with `prefix` and never became objects. */
  readonly unfinishedUploads: (prefix: string) => AsyncIterable<UnfinishedUpload>;

  /** Gives up an upload and frees what it took. */
  readonly abortUpload: (upload: Pick<UnfinishedUpload, 'key' | 'uploadId'>) => Promise<void>;
}
