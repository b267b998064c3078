import { expect, test } from 'vitest';
import { type Artifact, partSizeOf, storedSizeBytes } from '../../src/domain/manifest.ts';
import { isArtifactName } from '../../src/domain/names.ts';

test.each([
  ['a short last part', 250, ['a', 'b', 'c'], [100, 100, 50]],
  ['a full last part', 200, ['a', 'b'], [100, 100]],
  ['one part only', 30, ['a'], [30]],
  ['no bytes', 0, ['a'], [0]],
])('knows the size of each part with %s', (_, sizeBytes, parts, sizes) => {
  const artifact = { sizeBytes, partSizeBytes: 100, parts };
  expect(parts.map((_part, index) => partSizeOf(artifact, index))).toEqual(sizes);
});

test('adds up what the artifacts take', () => {
  const name = 'main';
  if (!isArtifactName(name)) throw new TypeError('the name of an artifact is given');
  const artifact = (sizeBytes: number): Artifact => ({
    name,
    role: 'archive',
    restoreOrder: 0,
    object: 'main.zst',
    sizeBytes,
    sha256: '',
    partSizeBytes: 8,
    parts: [],
    compressedBytes: 1_000,
  });
  expect(storedSizeBytes({ artifacts: [artifact(3), artifact(4)] })).toBe(7);
  expect(storedSizeBytes({ artifacts: [] })).toBe(0);
});
