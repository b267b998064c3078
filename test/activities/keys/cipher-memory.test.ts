import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { decryption, encryption } from '../../../src/activities/keys/cipher.ts';
import { CONTEXT, KEY } from './message.ts';

const MIB = 1_048_576;

/** Streams so many bytes through encryption and decryption, and returns the most memory that the process had on the way. */
async function stream(sizeBytes: number): Promise<number> {
  const piece = Buffer.alloc(MIB, 7);
  let left = sizeBytes;
  let arrived = 0;
  let most = 0;
  const source = new Readable({
    read() {
      this.push(left > 0 ? piece : null);
      left -= piece.length;
    },
  });
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      arrived += chunk.length;
      most = Math.max(most, process.memoryUsage.rss());
      setImmediate(done);
    },
  });
  await pipeline(source, encryption(KEY, CONTEXT), decryption(KEY, CONTEXT), sink);
  expect(arrived).toBe(sizeBytes);
  return most;
}

test('memory does not grow with the size of what is encrypted and decrypted', async () => {
  const usual = await stream(64 * MIB);
  const large = await stream(256 * MIB);
  expect(large - usual).toBeLessThan(96 * MIB);
});
