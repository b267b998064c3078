import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const BLOCK_BYTES = 1_048_576;

/**
 * SHA-256 of a range of a file, and how many bytes of the range there are. One buffer serves the whole range: a stream's many
 * would keep the garbage collector busier than the hash.
 */
export async function hashFileRange(
  file: string,
  range: { readonly offset: number; readonly sizeBytes: number },
  signal?: AbortSignal,
): Promise<{ readonly sizeBytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, Math.max(1, range.sizeBytes)));
  const handle = await open(file, 'r');
  try {
    let sizeBytes = 0;
    while (sizeBytes < range.sizeBytes) {
      signal?.throwIfAborted();
      const wanted = Math.min(block.length, range.sizeBytes - sizeBytes);
      const { bytesRead } = await handle.read(block, 0, wanted, range.offset + sizeBytes);
      if (bytesRead === 0) break;
      hash.update(block.subarray(0, bytesRead));
      sizeBytes += bytesRead;
    }
    return { sizeBytes, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}
