import type { Readable } from 'node:stream';
import { Failure } from '../../domain/failures.ts';
import { ProcessFailed, runProgram } from '../lib/processes.ts';

/** The beginning of an archive in the clear, with its whole table of contents, in memory. */
export interface ArchiveHead {
  /** Runs pg_restore on it with these options and returns what it prints; anything that needs rows fails. */
  readonly ask: (...options: readonly string[]) => Promise<string>;
  /** What `pg_restore --list --verbose` prints. */
  readonly list: string;
}

const FIRST_BYTES = 262_144;
/** Some hundred thousand objects have a table of contents of this size. */
const MOST_BYTES = 268_435_456;

/**
 * Reads an archive until its table of contents is complete, and no further: only pg_restore knows where that is, so it is asked
 * again with twice as much each time. `programs` is the folder of a pg_restore that knows the archive's format.
 * @throws Failure ArtifactDamaged for what is no archive, or breaks off; the stream's own Failures.
 */
export async function readArchiveHead(clear: Readable, programs: string, signal: AbortSignal): Promise<ArchiveHead> {
  const chunks: Buffer[] = [];
  let size = 0;
  let enough = FIRST_BYTES;
  try {
    for await (const chunk of clear) {
      chunks.push(chunk);
      size += chunk.length;
      if (size < enough) continue;
      const head = await tryHead(Buffer.concat(chunks), programs, signal);
      if (head !== undefined) return head;
      if (size >= MOST_BYTES) break;
      enough = 2 * size;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failure) throw error;
    throw damaged(error);
  }
  const head = await tryHead(Buffer.concat(chunks), programs, signal);
  if (head !== undefined) return head;
  throw damaged(undefined);
}

function damaged(cause: unknown): Failure {
  return new Failure('ArtifactDamaged', 'the table of contents of an archive cannot be read', {
    cause,
    hint: 'restore from another copy or an older backup',
  });
}

async function tryHead(bytes: Buffer, programs: string, signal: AbortSignal): Promise<ArchiveHead | undefined> {
  const ask = async (...args: readonly string[]) =>
    (await runProgram({ file: `${programs}/pg_restore`, args }, signal, bytes)).stdout;
  try {
    return { ask, list: await ask('--list', '--verbose') };
  } catch (error) {
    if (error instanceof ProcessFailed) return undefined;
    throw error;
  }
}
