import { Failure } from '../../domain/failures.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import { decryption } from '../keys/cipher.ts';
import { contextOf, type OpenedManifest } from '../keys/sealed-manifest.ts';
import { runFlow } from '../lib/pipeline.ts';
import { ProcessFailed } from '../lib/processes.ts';
import { meter, tally } from '../lib/tally.ts';
import { decompress } from '../postgres/dump-commands.ts';
import { restoreErrors } from '../sandbox/restore-errors.ts';
import { type ContentReader, nowhere } from './artifact-content.ts';
import { openParts, type StoredArtifact } from './stored-parts.ts';

/** What an artifact is read with. */
export interface ReadingTools {
  readonly opened: OpenedManifest;
  readonly zstd: string;
  /** Programs whose pg_restore reads the backup's archives; undefined where this host has none. */
  readonly reader: PostgresPrograms | undefined;
  readonly signal: AbortSignal;
  /** Called with the bytes that have come from the repository in the pass at work. */
  readonly onBytes: (sizeBytes: number) => void;
}

/** What an artifact goes through, the outermost first. */
export const STAGES = ['header', 'decrypt', 'decompress', 'content'] as const;
export type Stage = (typeof STAGES)[number];

/** One pass over an artifact, down to a stage. */
export interface Pass {
  /** The stage that failed, and how; undefined where all did well. */
  readonly failed?: { readonly stage: Stage; readonly detail: string };
  readonly sawHeader: boolean;
  readonly damagedParts: readonly number[];
}

/**
 * Reads a stored artifact once, from its first byte to its last, down to a stage; `content` reads what is then in the clear.
 * @throws the store's failures, and Inconclusive where a program was ended from outside.
 */
export async function readTo(
  depth: Stage,
  stored: StoredArtifact,
  { opened, zstd, signal, onBytes }: ReadingTools,
  content: ContentReader | undefined,
): Promise<Pass> {
  const { artifact } = stored;
  const state = { sawHeader: false, decryptedBytes: 0 };
  const counted = tally(artifact.partSizeBytes, onBytes);
  const decrypted = decryption(opened.key, contextOf(opened.manifest, artifact), () => {
    state.sawHeader = true;
  });
  const clear = meter(sizeBytes => {
    state.decryptedBytes = sizeBytes;
  });
  let error: unknown;
  try {
    const flow = {
      source: openParts(stored, signal),
      inbound: [counted.stream, decrypted, clear],
      programs: depth === 'decrypt' ? [] : [decompress(zstd), ...(content?.programs ?? [])],
      transforms: [],
      sink: content?.sink ?? nowhere(),
    };
    await runFlow(flow, signal);
  } catch (caught) {
    signal.throwIfAborted();
    error = caught;
  }
  const { parts } = counted.result();
  const damagedParts = artifact.parts.flatMap((sha256, index) => (parts[index] === sha256 ? [] : [index]));
  const failed =
    error === undefined ? judgeEnd(state.decryptedBytes, artifact.compressedBytes, content) : explain(error, state);
  return { failed, sawHeader: state.sawHeader, damagedParts };
}

function judgeEnd(foundBytes: number, expectedBytes: number, content: ContentReader | undefined): Pass['failed'] {
  if (foundBytes !== expectedBytes)
    return { stage: 'decrypt', detail: `${foundBytes} bytes in the clear instead of ${expectedBytes}` };
  const complaint = content?.complaint();
  return complaint === undefined ? undefined : { stage: 'content', detail: complaint };
}

/** The stage that an error accuses. Throws what accuses none. */
function explain(error: unknown, { sawHeader }: { readonly sawHeader: boolean }): NonNullable<Pass['failed']> {
  if (error instanceof ProcessFailed) {
    if (!/exited with \d+$/.test(error.message) || /with (126|127)$/.test(error.message))
      throw new Failure('Inconclusive', `${error.message}: the artifact could not be read to its end`, {
        cause: error,
      });
    if (error.program !== 'pg_restore') return { stage: 'decompress', detail: error.message };
    const said = restoreErrors(error.stderr).join('; ');
    return { stage: 'content', detail: said === '' ? error.message : said };
  }
  if (error instanceof Failure && error.kind !== 'ArtifactDamaged') throw error;
  const said = error instanceof Error ? error.message : String(error);
  const detail = /unable to authenticate/.test(said) ? 'a piece of it is not authentic' : said;
  return { stage: sawHeader ? 'decrypt' : 'header', detail };
}
