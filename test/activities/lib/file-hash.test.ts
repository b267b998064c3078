import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashFileRange } from '../../../src/activities/lib/file-hash.ts';
import { temporaryFolder } from '../../stack/folders.ts';

const CONTENT = Buffer.from(Array.from({ length: 2_500_000 }, (_, index) => index % 251));
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function file(): string {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, CONTENT);
  return path;
}

test.each([
  ['the whole', 0, CONTENT.length],
  ['a range longer than a block', 3, 2_000_000],
  ['a range in the middle', 1_048_575, 2],
  ['nothing', 10, 0],
])('%s of a file has its bytes’ hash', async (_, offset, sizeBytes) => {
  const expected = hash(CONTENT.subarray(offset, offset + sizeBytes));
  expect(await hashFileRange(file(), { offset, sizeBytes })).toEqual({ sizeBytes, sha256: expected });
});

test('a range beyond the end has as many bytes as there are', async () => {
  const offset = CONTENT.length - 100;
  const found = await hashFileRange(file(), { offset, sizeBytes: 1_000_000 });
  expect(found).toEqual({ sizeBytes: 100, sha256: hash(CONTENT.subarray(offset)) });
});

test('an abort ends it with its reason, and a missing file with its error', async () => {
  const range = { offset: 0, sizeBytes: 10 };
  await expect(hashFileRange(file(), range, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  await expect(hashFileRange(join(temporaryFolder(), 'none'), range)).rejects.toMatchObject({ code: 'ENOENT' });
});
