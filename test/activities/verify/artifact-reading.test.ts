import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readArtifact } from '../../../src/activities/verify/artifact-reading.ts';
import { Failure } from '../../../src/domain/failures.ts';
import type { ArtifactRole } from '../../../src/domain/manifest.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { writeProgram } from '../../tools/program-scripts.ts';
import { CONTEXT, KEY } from '../keys/message.ts';
import { type Otherwise, storedArtifact } from './stored-artifact.ts';

const JSON_TEXT = Buffer.from(JSON.stringify({ random: randomBytes(2_200).toString('hex') }));
const GLOBALS = Buffer.from('CREATE ROLE a;\n--\n-- PostgreSQL database cluster dump complete\n--\n\n');

/** The verdict of each aspect. */
async function read(content: Buffer, otherwise?: Otherwise) {
  const { stored, tools } = await storedArtifact(content, otherwise);
  const checks = await readArtifact(stored, tools);
  const verdicts = Object.fromEntries(checks.map(({ name, verdict }) => [name.replace(/^main /, ''), verdict]));
  const failed = checks.filter(({ verdict }) => verdict === 'failed').map(({ name, detail }) => `${name}: ${detail}`);
  return { verdicts, failed };
}

/** A pg_restore that is a shell script. */
function pgRestore(script: string) {
  const folder = temporaryFolder();
  writeProgram(join(folder, 'pg_restore'), script);
  return { major: 16, version: '16.9', folder, hasServer: false, origin: 'test' };
}

const outer = { hash: 'passed', header: 'passed', decrypt: 'passed' };
const GOOD = { ...outer, decompress: 'passed', content: 'passed' };

test.each<[ArtifactRole, Buffer]>([
  ['proof', JSON_TEXT],
  ['source', JSON_TEXT],
  ['globals', GLOBALS],
])('an artifact with the role %s that is whole passes', async (role, content) => {
  expect(await read(content, { role })).toEqual({ verdicts: GOOD, failed: [] });
});

test.each<[string, Otherwise, RegExp]>([
  ['JSON that is none', { role: 'source' }, /^main content: it is no JSON object$/],
  ['globals that pg_dumpall did not end', { role: 'globals' }, /^main content: it does not end as pg_dumpall ends it$/],
])('%s are found where the rest is right', async (_, otherwise, complaint) => {
  const { verdicts, failed } = await read(Buffer.from('{"half": '), otherwise);
  expect(verdicts).toEqual({ ...GOOD, content: 'failed' });
  expect(failed).toEqual([expect.stringMatching(complaint)]);
});

test('what is not zstd inside its encryption fails to decompress, and nothing else', async () => {
  const { verdicts } = await read(JSON_TEXT, { clear: Buffer.from('this is no zstd') });
  expect(verdicts).toEqual({ ...outer, decompress: 'failed', content: 'skipped' });
});

test.each<[string, Otherwise]>([
  ['for another artifact', { context: { ...CONTEXT, artifact: 'globals' } }],
  ['for another backup', { context: { ...CONTEXT, backup: '20261120T020000Z-logical-89abcdef' } }],
  ['with another key', { key: { ...KEY, bytes: Buffer.alloc(32, 8) } }],
])('what was encrypted %s fails by its header though its hash is right', async (_, otherwise) => {
  const { verdicts } = await read(JSON_TEXT, otherwise);
  expect(verdicts).toEqual({
    hash: 'passed',
    header: 'failed',
    decrypt: 'skipped',
    decompress: 'skipped',
    content: 'skipped',
  });
});

test('changed bytes are named by their parts, all of them', async () => {
  const harm = (bytes: Buffer) => {
    for (const position of [1_001, bytes.length - 1]) bytes.writeUInt8(bytes.readUInt8(position) ^ 1, position);
  };
  const { verdicts, failed } = await read(JSON_TEXT, { harm });
  expect(verdicts).toEqual({
    hash: 'failed',
    header: 'passed',
    decrypt: 'failed',
    decompress: 'skipped',
    content: 'skipped',
  });
  expect(failed[0]).toMatch(
    /^main hash: damaged in part 2 of 3 \(bytes 1000 to 1999\), part 3 of 3 \(bytes 2000 to \d+\)$/,
  );
});

test('another number of bytes in the clear than the manifest says fails the decryption', async () => {
  const { verdicts } = await read(JSON_TEXT, { compressedBytes: 1 });
  expect(verdicts['decrypt']).toBe('failed');
});

test('a dump that no pg_restore of this host can read is inconclusive, never passed', async () => {
  const { verdicts } = await read(JSON_TEXT, { role: 'archive' });
  expect(verdicts).toEqual({ ...outer, decompress: 'passed', 'dump read to its end': 'inconclusive' });
});

test('X18: what pg_restore says of a dump counts when everything around it is right', async () => {
  const reader = pgRestore(
    'cat >/dev/null; echo "pg_restore: error: could not read from input file: end of file" >&2; exit 1',
  );
  const { verdicts, failed } = await read(JSON_TEXT, { role: 'table-data', tools: { reader } });
  expect(verdicts).toEqual({ ...outer, decompress: 'passed', 'dump read to its end': 'failed' });
  expect(failed).toEqual(['main dump read to its end: could not read from input file: end of file']);
});

test('a pg_restore that refuses before the end leaves the other checks their own answers', async () => {
  const { verdicts } = await read(JSON_TEXT, { role: 'archive', tools: { reader: pgRestore('exit 1') } });
  expect(verdicts).toEqual({ ...outer, decompress: 'passed', 'dump read to its end': 'failed' });
});

test.each(['kill -KILL $$', 'exit 127'])(
  'a program that did not run to an end of its own accuses nobody: %s',
  async script => {
    await expect(read(JSON_TEXT, { role: 'archive', tools: { reader: pgRestore(script) } })).rejects.toMatchObject({
      kind: 'Inconclusive',
    });
  },
);

test('a cancelled reading ends with the reason', async () => {
  const stop = new AbortController();
  const onBytes = () => stop.abort(new Error('cancelled'));
  await expect(read(JSON_TEXT, { tools: { signal: stop.signal, onBytes } })).rejects.toThrow('cancelled');
});

test('an object that goes away while it is read is missing, not damaged', async () => {
  const { stored, tools } = await storedArtifact(JSON_TEXT);
  const store = { ...stored.store, read: async () => undefined };
  await expect(readArtifact({ ...stored, store }, tools)).rejects.toMatchObject({ kind: 'ArtifactMissing' });
});

test('a store that breaks off in the middle, and then answers no more, fails as a store, and accuses no artifact', async () => {
  const { stored, tools } = await storedArtifact(JSON_TEXT);
  const broken = new Failure('RepositoryUnreachable', 'the line is cut');
  let requests = 0;
  const read: typeof stored.store.read = async (...range) => {
    requests += 1;
    const whole = await stored.store.read(...range);
    if (requests > 1 || whole === undefined) throw broken;
    return Readable.from(brokenOff(whole, broken));
  };
  const store = { ...stored.store, read };
  await expect(readArtifact({ ...stored, store }, tools)).rejects.toBe(broken);
});

test('a reading that breaks off goes on from the byte that it came to', async () => {
  const { stored, tools } = await storedArtifact(JSON_TEXT);
  const broken = new Failure('RepositoryUnreachable', 'the line is cut');
  const offsets: number[] = [];
  const read: typeof stored.store.read = async (key, range, signal) => {
    offsets.push(range.offset);
    const whole = await stored.store.read(key, range, signal);
    return offsets.length === 1 && whole !== undefined ? Readable.from(brokenOff(whole, broken)) : whole;
  };
  let repeats = 0;
  const store = { ...stored.store, read };
  const onRepeat = () => {
    repeats += 1;
  };
  const checks = await readArtifact({ ...stored, store, onRepeat }, tools);
  expect(checks.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
  expect([offsets[0], offsets[1], repeats]).toEqual([0, 500, 1]);
});

/** The beginning of a stream, and then a failure. */
async function* brokenOff(whole: Readable, why: Failure) {
  for await (const chunk of whole) {
    yield chunk.subarray(0, 500);
    throw why;
  }
}
