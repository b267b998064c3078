import { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import {
  type ContentKey,
  decryption,
  type EncryptionContext,
  encryption,
} from '../../../src/activities/keys/cipher.ts';

export const FRAME_BYTES = 1_048_576;
export const KEY: ContentKey = { keyId: '0b9f2c1e-4f2e9a7c01d3b5e6', bytes: Buffer.alloc(32, 7) };
export const CONTEXT: EncryptionContext = {
  repository: '0b9f2c1e-7d0a-4c4e-9b52-3f1d2a6c8e90',
  target: 'orders',
  backup: '20261121T020000Z-logical-89abcdef',
  artifact: 'main',
};

/** The bytes in pieces that share no border with frames. */
function pieces(bytes: Buffer, pieceBytes = 100_003): Readable {
  const count = Math.ceil(bytes.length / pieceBytes);
  return Readable.from(
    Array.from({ length: count }, (_, index) => bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes)),
  );
}

export async function encrypt(content: Buffer, key = KEY, context = CONTEXT): Promise<Buffer> {
  const stream = encryption(key, context);
  const [, message] = await Promise.all([pipeline(pieces(content), stream), buffer(stream)]);
  return message;
}

/** What came out of a decryption, and how it failed where it did. */
export interface Decrypted {
  readonly content: Buffer;
  readonly failure: unknown;
}

export async function decrypt(message: Buffer, key = KEY, context = CONTEXT): Promise<Decrypted> {
  const out: Buffer[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      out.push(chunk);
      done();
    },
  });
  const failure = await pipeline(pieces(message), decryption(key, context), sink).catch((error: unknown) => error);
  return { content: Buffer.concat(out), failure };
}
