import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { ObjectStore } from '../../../../src/activities/repository/object-store.ts';
import { s3Store } from '../../../../src/activities/repository/s3/s3-store.ts';
import { secretReader } from '../../../../src/config/references.ts';
import { never } from '../contract/open-store.ts';
import { silentServer } from './silent-server.ts';

/** The answer to a GET of ten bytes, up to the fourth. */
const HALF_AN_OBJECT =
  'HTTP/1.1 206 Partial Content\r\nContent-Length: 10\r\nContent-Type: application/octet-stream\r\n\r\n0123';
/** Longer than the longest silence on a connection. */
const PATIENCE_MS = 110_000;

function storeAt(endpoint: string): ObjectStore {
  const reference = { from: 'env', name: 'TEST_SECRET' } as const;
  const credentials = { accessKeyId: reference, secretAccessKey: reference };
  const repository = { kind: 's3', name: 'primary', bucket: 'backups', prefix: '', region: 'us-east-1' } as const;
  return s3Store({ ...repository, endpoint, pathStyle: true, credentials }, secretReader({ TEST_SECRET: 'x' }));
}

const readTen = async (store: ObjectStore) => {
  const stream = await store.read('one', { offset: 0, sizeBytes: 10 }, never);
  return stream === undefined ? undefined : buffer(stream);
};
const unreachable = { kind: 'RepositoryUnreachable', message: expect.stringContaining('s3://backups') };

test(
  'a server that falls silent in the middle of an object does not hold its readers for ever',
  async () => {
    const store = storeAt(await silentServer(HALF_AN_OBJECT, 'stays'));
    const readings = [readTen(store), store.get('one')];
    await Promise.all(readings.map(reading => expect(reading).rejects.toMatchObject(unreachable)));
  },
  PATIENCE_MS,
);

test.each([
  ['a range', readTen],
  ['a small object', (store: ObjectStore) => store.get('one')],
])('a server that breaks off in the middle of %s is unreachable', async (_, read) => {
  const store = storeAt(await silentServer(HALF_AN_OBJECT, 'closes'));
  await expect(read(store)).rejects.toMatchObject(unreachable);
});

test.each([
  ['closes without a word', ''],
  ['is no HTTP server', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['is overloaded', 'HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n'],
  ['answers nonsense', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<?xml'],
])('a server that %s is unreachable', async (_, answer) => {
  const store = storeAt(await silentServer(answer, 'closes'));
  await expect(Array.fromAsync(store.list(''))).rejects.toMatchObject(unreachable);
});

test('an abort ends the wait for a silent server', async () => {
  const store = storeAt(await silentServer('', 'stays'));
  const stop = new AbortController();
  const reading = store.read('one', { offset: 0, sizeBytes: 10 }, stop.signal);
  setImmediate(() => stop.abort(new Error('the run was cancelled')));
  await expect(reading).rejects.toThrow('the run was cancelled');
});
