import { expect, test } from 'vitest';
import { isSealIntact } from '../../src/activities/keys/seal.ts';
import { encodeJson } from '../../src/activities/repository/json-object.ts';
import { decodeManifest } from '../../src/activities/repository/manifest-codec.ts';
import { partSizeOf, storedSizeBytes } from '../../src/domain/manifest.ts';
import { BACKUP, CONTENT_KEY, sealedManifestOf } from '../activities/repository/backup.ts';
import { tryCases } from './cases.ts';
import { mutateJson } from './json-mutations.ts';
import { mutateBytes } from './mutations.ts';

const MANIFEST = sealedManifestOf();
const STORED = encodeJson(MANIFEST);

/** What is read is this backup's, with sizes that add up; where its seal holds, it says what was sealed. */
function holdToItsSeal(stored: Uint8Array): void {
  const found = decodeManifest(stored, BACKUP);
  if (found === undefined) return;
  expect(found).toMatchObject(BACKUP);
  for (const artifact of found.artifacts) {
    const parts = artifact.parts.map((_, index) => partSizeOf(artifact, index));
    expect(parts.reduce((sum, sizeBytes) => sum + sizeBytes, 0)).toBe(artifact.sizeBytes);
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
  }
  expect(storedSizeBytes(found)).toBeGreaterThanOrEqual(0);
  if (isSealIntact(found, CONTENT_KEY)) expect(found).toEqual(MANIFEST);
}

test('a manifest with wrong bytes in it is none, or its seal is broken', async () => {
  await tryCases(4_000, chances => holdToItsSeal(mutateBytes(STORED, chances)));
});

test('a manifest with wrong values in it is none, or its seal is broken', async () => {
  await tryCases(6_000, chances => holdToItsSeal(encodeJson(mutateJson(MANIFEST, chances))));
});
