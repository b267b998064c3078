import { randomBytes } from 'node:crypto';
import { PassThrough, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, onTestFinished, test } from 'vitest';
import { decryption, encryption } from '../../../src/activities/keys/cipher.ts';

const KEY = { keyId: 'test', bytes: randomBytes(32) };
const CONTEXT = { repository: 'r', target: 't', backup: 'b', artifact: 'a' };

/** Errors that nobody caught while the test ran. */
function uncaught(): readonly unknown[] {
  const errors: unknown[] = [];
  const note = (error: unknown) => errors.push(error);
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', note);
  onTestFinished(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
  });
  return errors;
}

async function encrypted(bytes: Buffer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.from([bytes]).pipe(encryption(KEY, CONTEXT))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const moments = () => new Promise(resolve => setTimeout(resolve, 100));

test.each([
  ['encryption', () => encryption(KEY, CONTEXT), async () => randomBytes(3_000_000)],
  [
    'decryption',
    () => decryption(KEY, CONTEXT),
    async () => (await encrypted(randomBytes(3_000_000))).subarray(0, 2_000_000),
  ],
])('%s that is destroyed in the middle fails its pipeline and nothing else', async (_, open, someBytes) => {
  const errors = uncaught();
  const source = new PassThrough();
  const stream = open();
  const flow = pipeline(source, stream, new Writable({ write: (_chunk, _encoding, done) => done() }));
  source.write(await someBytes());
  await moments();
  source.destroy(new Error('the program was killed'));
  await expect(flow).rejects.toThrow();
  await moments();
  expect(errors).toEqual([]);
});

test('a slow reader holds the writer back', async () => {
  const stream = encryption(KEY, CONTEXT);
  let taken = 0;
  const source = new Readable({
    read() {
      taken += 1;
      this.push(taken > 64 ? null : Buffer.alloc(1_048_576));
    },
  });
  const feeding = pipeline(source, stream, new Writable({ highWaterMark: 1, write: () => undefined })).catch(
    () => undefined,
  );
  await moments();
  expect(taken).toBeLessThan(20);
  stream.destroy();
  await feeding;
});
