import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directoryStore } from '../../../../src/activities/repository/directory/directory-store.ts';
import { temporaryFolder } from '../../../stack/folders.ts';
import { inParts, PART_BYTES, threeParts } from '../contract/object-in-parts.ts';
import { never } from '../contract/open-store.ts';

const KEY = 'targets/orders/main';

function flip(file: string, position: number): void {
  const content = readFileSync(file);
  content.writeUInt8(content.readUInt8(position) ^ 1, position);
  writeFileSync(file, content);
}

describe('verify finds on the disk', () => {
  test.each([
    ['a changed bit at the beginning', (file: string) => flip(file, 0), 'part 1 of'],
    ['a changed bit in the middle', (file: string) => flip(file, PART_BYTES), 'part 2 of'],
    ['a changed bit at the end', (file: string) => flip(file, 2 * PART_BYTES + 999), 'part 3 of'],
    ['a part of zeros', (file: string) => writeFileSync(file, Buffer.alloc(PART_BYTES), { flag: 'r+' }), 'part 1 of'],
    ['a cut object', (file: string) => truncateSync(file, PART_BYTES), `${PART_BYTES} bytes instead of`],
    ['an object that grew', (file: string) => appendFileSync(file, 'x'), `${threeParts().length + 1} bytes instead of`],
    ['a missing object', (file: string) => rmSync(file), 'is not in'],
  ])('%s, and says where', async (_, damage, where) => {
    const root = temporaryFolder();
    const store = directoryStore(root);
    await store.upload(inParts(KEY, threeParts()), never, () => undefined);
    expect(await store.verify(inParts(KEY, threeParts()), never)).toBe('read');
    damage(join(root, KEY));
    await expect(store.verify(inParts(KEY, threeParts()), never)).rejects.toMatchObject({
      kind: 'StoredBytesDiffer',
      message: expect.stringContaining(where),
    });
  });
});
