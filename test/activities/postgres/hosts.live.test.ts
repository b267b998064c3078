import { expect, test } from 'vitest';
import { freePort } from '../../../dev/stack/ports.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { openSource } from './sources.ts';

const IDENTITY = 'SELECT current_database()::text AS database';

test('of several hosts the first that answers is taken', async () => {
  const { url, name, cluster } = await makeDatabase(clusterOf(16));
  const hosts = { host: `127.0.0.1,${temporaryFolder()},127.0.0.1`, port: `${await freePort()},5432,${cluster.port}` };
  const session = await openSource(url, hosts);
  expect(await session.query(IDENTITY)).toEqual([{ database: name }]);
  expect(session.connection).toMatchObject({ host: '127.0.0.1', port: String(cluster.port) });
});

test('a host that answers and refuses is not hidden by another one that is down', async () => {
  const { url, name, cluster } = await makeDatabase(clusterOf(16));
  const hosts = { host: '127.0.0.1,127.0.0.1', port: `${cluster.port},${await freePort()}` };
  await expect(openSource(url, { ...hosts, password: 'wrong' })).rejects.toMatchObject({ kind: 'CredentialsRejected' });
  await expect(openSource(url.replace(name, 'not-here'), hosts)).rejects.toMatchObject({ kind: 'DatabaseMissing' });
});

test('of several hosts that are all down the last one is named', async () => {
  const [one, other] = [await freePort(), await freePort()];
  const none = openSource(`postgres://postgres@127.0.0.1:${one},127.0.0.1:${other}/x`);
  await expect(none).rejects.toMatchObject({ kind: 'SourceUnreachable' });
  await expect(none).rejects.toThrow(`port ${other}`);
});

test.each([
  ['primary', true],
  ['read-write', true],
  ['any', true],
  ['prefer-standby', true],
  ['standby', false],
  ['read-only', false],
])('target_session_attrs %s is heeded on a primary', async (wanted, taken) => {
  const { url } = await makeDatabase(clusterOf(16));
  const opened = openSource(url, { target_session_attrs: wanted });
  if (taken) await opened;
  else
    await expect(opened).rejects.toMatchObject({
      kind: 'SourceUnreachable',
      hint: expect.stringContaining('which server'),
    });
});

test('an address is connected to, and the host only names it', async () => {
  const { url, name } = await makeDatabase(clusterOf(16));
  const session = await openSource(url, { host: 'firedrill-test.invalid', hostaddr: '127.0.0.1' });
  expect(await session.query(IDENTITY)).toEqual([{ database: name }]);
  expect(session.connection.host).toBe('firedrill-test.invalid');
});

test.each([
  ['ports', { host: 'a,b,c', port: '1,2' }],
  ['addresses (hostaddr)', { host: 'a,b', hostaddr: '127.0.0.1' }],
])('another number of %s than of hosts is refused', async (what, keywords) => {
  const opened = openSource('postgres:///x', keywords);
  await expect(opened).rejects.toMatchObject({ kind: 'ConfigurationInvalid' });
  await expect(opened).rejects.toThrow(`not as many ${what} as hosts`);
});
