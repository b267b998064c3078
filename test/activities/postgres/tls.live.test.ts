import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { programConnection } from '../../../src/activities/postgres/connection.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { openSource, urlAs } from './sources.ts';
import { startTlsCluster, type TlsCluster } from './tls-cluster.ts';

const IN_USE = 'SELECT ssl AS tls, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()';

let cluster: TlsCluster;
beforeAll(async () => {
  // A root certificate of this account would change what some modes mean.
  vi.stubEnv('HOME', '/nowhere');
  cluster = await startTlsCluster();
});
afterAll(() => cluster.stop());

const tlsOf = async (url: string, keywords: { readonly [keyword: string]: string }) => {
  const [found] = await (await openSource(url, keywords)).query<{ tls: boolean }>(IN_USE);
  return found?.tls;
};

test.each([
  ['disable', false],
  ['allow', false],
  ['prefer', true],
  ['require', true],
])('sslmode %s uses TLS: %s', async (sslmode, tls) => {
  expect(await tlsOf(cluster.url, { sslmode })).toBe(tls);
});

test.each([
  ['by name', { host: 'db.example', hostaddr: '127.0.0.1' }],
  ['by address', { host: '127.0.0.1' }],
])('verify-full accepts the right server %s, without a warning of the platform', async (_how, place) => {
  const warned = vi.fn();
  process.on('warning', warned);
  const keywords = { sslmode: 'verify-full', sslrootcert: cluster.authority, ...place };
  expect(await tlsOf(cluster.url, keywords)).toBe(true);
  process.off('warning', warned);
  expect(warned).not.toHaveBeenCalled();
});

test.each(['other.example', '127.0.0.2'])('verify-full refuses the server under the name %s', async host => {
  const place = { host, hostaddr: '127.0.0.1' };
  const opened = openSource(cluster.url, { sslmode: 'verify-full', sslrootcert: cluster.authority, ...place });
  await expect(opened).rejects.toMatchObject({
    kind: 'CredentialsRejected',
    hint: 'check sslmode and sslrootcert of the target',
  });
});

test('verify-ca accepts another name, and refuses another authority', async () => {
  const place = { sslmode: 'verify-ca', host: 'other.example', hostaddr: '127.0.0.1' };
  expect(await tlsOf(cluster.url, { ...place, sslrootcert: cluster.authority })).toBe(true);
  await expect(openSource(cluster.url, { ...place, sslrootcert: cluster.otherAuthority })).rejects.toMatchObject({
    kind: 'CredentialsRejected',
  });
});

test('require verifies the authority where a root certificate is given', async () => {
  const opened = openSource(cluster.url, { sslmode: 'require', sslrootcert: cluster.otherAuthority });
  await expect(opened).rejects.toMatchObject({ kind: 'CredentialsRejected' });
});

test.each([
  ['verify-full without a root certificate', { sslmode: 'verify-full' }],
  ['a root certificate that is not there', { sslmode: 'verify-ca', sslrootcert: '/nowhere' }],
  ['a mode that libpq does not know', { sslmode: 'on' }],
])('%s cannot be configured', async (_what, keywords) => {
  await expect(openSource(cluster.url, keywords)).rejects.toMatchObject({ kind: 'ConfigurationInvalid' });
});

test.each([
  ['plain_only', 'prefer', false],
  ['tls_only', 'allow', true],
])('a server that admits %s so only gets it under %s', async (role, sslmode, tls) => {
  expect(await tlsOf(urlAs(cluster.url, role), { sslmode })).toBe(tls);
});

test.each([
  ['plain_only', 'require'],
  ['tls_only', 'disable'],
])('a server that admits %s otherwise refuses it under %s', async (role, sslmode) => {
  await expect(openSource(urlAs(cluster.url, role), { sslmode })).rejects.toMatchObject({
    kind: 'CredentialsRejected',
  });
});

test('a client certificate logs in', async () => {
  const session = await openSource(urlAs(cluster.url, 'by_cert'), { sslmode: 'require', ...cluster.client });
  expect(await session.query('SELECT current_user::text AS user')).toEqual([{ user: 'by_cert' }]);
});

test('a protocol that is asked for is used', async () => {
  const session = await openSource(cluster.url, { sslmode: 'require', ssl_max_protocol_version: 'TLSv1.2' });
  expect(await session.query(IN_USE)).toEqual([{ tls: true, version: 'TLSv1.2' }]);
});

test('pg_dump verifies the same name at the same address', async () => {
  const verified = { sslmode: 'verify-full', sslrootcert: cluster.authority, hostaddr: '127.0.0.1' };
  const session = await openSource(cluster.url, { ...verified, host: 'db.example' });
  const dump = (host: string) => {
    const { conninfo, env } = programConnection({ ...session.connection, host }, 'test');
    const file = join(clusterOf(15).programs, 'pg_dump');
    return execa(file, ['--schema-only', `--dbname=${conninfo}`], { env, extendEnv: false, reject: false });
  };
  expect(await dump('db.example')).toMatchObject({ exitCode: 0 });
  expect(await dump('other.example')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('does not match host name'),
  });
});

describe('a server without TLS', () => {
  test.each(['require', 'verify-full'])('is refused under %s', async sslmode => {
    const { url } = await makeDatabase(clusterOf(16));
    const opened = openSource(url, {
      sslmode,
      ...(sslmode === 'verify-full' ? { sslrootcert: cluster.authority } : {}),
    });
    await expect(opened).rejects.toMatchObject({ kind: 'CredentialsRejected' });
    await expect(opened).rejects.toThrow('does not support SSL');
  });

  test.each(['allow', 'prefer'])('is used under %s', async sslmode => {
    const { url } = await makeDatabase(clusterOf(16));
    expect(await tlsOf(url, { sslmode })).toBe(false);
  });

  test('is not asked for TLS on a socket', async () => {
    await expect(
      openSource('postgres://postgres@/x', { host: temporaryFolder(), sslmode: 'require' }),
    ).rejects.toMatchObject({
      kind: 'SourceUnreachable',
    });
  });
});
