import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { type ArtifactSource, artifactName, spoolArtifact } from '../../../src/activities/spool/artifact.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { decrypt, KEY } from '../keys/message.ts';

const { artifact: ARTIFACT, ...CONTEXT } = {
  repository: '0b9f2c1e-7d0a-4c4e-9b52-3f1d2a6c8e90',
  target: 'orders',
  backup: '20261121T020000Z-logical-89abcdef',
  artifact: 'main',
};
const PART_BYTES = 1_000;
const never = new AbortController().signal;
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** An artifact made of what a shell script prints; it needs no compression to be looked at. */
function printed(script: string): ArtifactSource {
  const place = { name: artifactName(ARTIFACT), role: 'archive', restoreOrder: 1, form: 'pgdump' } as const;
  return { ...place, programs: [{ file: 'sh', args: ['-ec', script] }] };
}

const spool = (path: string, source: ArtifactSource, signal = never, onBytes?: (bytes: number) => void) =>
  spoolArtifact({ path }, source, { key: KEY, context: CONTEXT }, PART_BYTES, signal, onBytes);

describe('an artifact', () => {
  test('is one encrypted file 0600 that opens to what was printed', async () => {
    const path = temporaryFolder();
    const artifact = await spool(path, printed('seq 2000'));
    expect(readdirSync(path)).toEqual([artifact.object]);
    expect(statSync(join(path, artifact.object)).mode & 0o777).toBe(0o600);
    const stored = readFileSync(join(path, artifact.object));
    const { content, failure } = await decrypt(stored, KEY, { ...CONTEXT, artifact: ARTIFACT });
    expect(failure).toBeUndefined();
    expect(content.toString()).toBe((await execa('seq', ['2000'], { stripFinalNewline: false })).stdout);
    expect(stored.includes('1000\n1001\n')).toBe(false);
  });

  test('is described by the sizes and hashes of what was stored and of what was encrypted', async () => {
    const path = temporaryFolder();
    const artifact = await spool(path, printed('seq 2000'));
    const stored = readFileSync(join(path, artifact.object));
    const plain = Buffer.from((await execa('seq', ['2000'], { stripFinalNewline: false })).stdout);
    const count = Math.ceil(stored.length / PART_BYTES);
    const parts = Array.from({ length: count }, (_, index) =>
      hash(stored.subarray(index * PART_BYTES, (index + 1) * PART_BYTES)),
    );
    expect(artifact).toEqual({
      name: 'main',
      role: 'archive',
      restoreOrder: 1,
      object: `main-${hash(stored).slice(0, 8)}.pgdump.zst.enc`,
      sizeBytes: stored.length,
      sha256: hash(stored),
      partSizeBytes: PART_BYTES,
      parts,
      compressedBytes: plain.length,
    });
  });

  test('has another name each time, so that no attempt writes over the bytes of another', async () => {
    const path = temporaryFolder();
    const [one, two] = [await spool(path, printed('seq 10')), await spool(path, printed('seq 10'))];
    expect(one.object).not.toBe(two.object);
    expect(readdirSync(path)).toHaveLength(2);
  });

  test('can be made of a stream', async () => {
    const path = temporaryFolder();
    const source = { ...printed(''), source: Readable.from([Buffer.from('by a stream')]), programs: [] };
    const { object } = await spool(path, source);
    const { content } = await decrypt(readFileSync(join(path, object)), KEY, { ...CONTEXT, artifact: ARTIFACT });
    expect(content.toString()).toBe('by a stream');
  });

  test('tells how much is stored on the way', async () => {
    const told: number[] = [];
    const { sizeBytes } = await spool(temporaryFolder(), printed('seq 200000'), never, bytes => told.push(bytes));
    expect(told.at(-1)).toBe(sizeBytes);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });
});

describe('no artifact is made', () => {
  const objectsIn = (path: string) => readdirSync(path).filter(name => !name.endsWith('.partial'));

  test.each([
    ['that fails after its last byte', 'seq 2000; exit 1'],
    ['that fails at once', 'exit 3'],
    ['that is killed', 'seq 2000; kill -9 $$'],
  ])('of a program %s', async (_, script) => {
    const path = temporaryFolder();
    await expect(spool(path, printed(script))).rejects.toMatchObject({ name: 'ProcessFailed' });
    expect(objectsIn(path)).toEqual([]);
  });

  test('where the signal aborts, and its reason is thrown', async () => {
    const path = temporaryFolder();
    const stop = new AbortController();
    const reason = new Error('the run was cancelled');
    const work = spool(path, printed('while :; do seq 10000; done'), stop.signal, () => stop.abort(reason));
    await expect(work).rejects.toBe(reason);
    expect(objectsIn(path)).toEqual([]);
  });

  test('in a folder that another attempt removed', async () => {
    const path = join(temporaryFolder(), 'gone');
    await expect(spool(path, printed('seq 10'))).rejects.toMatchObject({ kind: 'RepositoryUnreachable' });
  });
});

test.each(['../main', 'Main', '', 'a/b', '.hidden'])('"%s" is refused as the name of an artifact', name => {
  expect(() => artifactName(name)).toThrow(TypeError);
});
