import { inject } from 'vitest';
import { bucketStore } from '../activities/repository/s3/bucket-store.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { type Fault, startFaultyProxy } from '../stack/faulty-proxy.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import type { RecordedRequest } from '../stack/recording-proxy.ts';

/** Digits of hashes compress to half: about 10 MB, two parts. */
const NOISE = `CREATE TABLE noise AS
  SELECT n, md5(n::text) || md5((n + 1)::text) AS a, md5((-n)::text) AS b FROM generate_series(1, 250000) n`;

export type Request = (request: RecordedRequest) => boolean;
export const any: Request = () => true;
export const part: Request = ({ method, url }) => method === 'PUT' && url.searchParams.has('partNumber');
export const secondPart: Request = request => part(request) && request.url.searchParams.get('partNumber') === '2';
export const completion: Request = ({ method, url }) => method === 'POST' && url.searchParams.has('uploadId');
export const range: Request = ({ method, headers }) => method === 'GET' && headers.range !== undefined;
export const small: Request = ({ method, url }) => method === 'PUT' && /\/proof-[^/]+$/.test(url.pathname);
export const head: Request = ({ method, url }) => method === 'HEAD' && url.pathname.endsWith('.enc');

/** Firedrill on a bucket behind a server in which a fault happens to the requests that `when` numbers, from 1. */
export async function houseWith(fault: Fault, request: Request, when: (number: number) => boolean, retryFor = '10s') {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(NOISE);
  let seen = 0;
  const proxy = await startFaultyProxy(inject('s3').endpoint, found => {
    if (!request(found)) return undefined;
    seen += 1;
    return when(seen) ? fault : undefined;
  });
  const house = await openHouse(database, {
    repositories: ['s3'],
    s3Endpoint: proxy.endpoint,
    worker: { retryFor },
  });
  await house.startWorker();
  return { house, proxy };
}

/** What the bucket holds of backups, whether finished or not. */
export async function inBucket({ engine }: House): Promise<readonly string[]> {
  const store = bucketStore({ prefix: engine.namespace });
  const found = [
    ...(await Array.fromAsync(store.list('targets/'))),
    ...(await Array.fromAsync(store.unfinishedUploads(''))),
  ];
  return found.map(({ key }) => key);
}
