import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { freePort } from '../../../dev/stack/ports.ts';
import { FAILURES } from '../../../src/domain/failures.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { silentServer } from '../../stack/silent-server.ts';
import { openSource, urlAs } from './sources.ts';

const IDENTITY = 'SELECT current_user::text AS user, current_database()::text AS database';

test.each([15, 16, 18])('refused credentials are told apart from other failures on PostgreSQL %i', async major => {
  const { url } = await makeDatabase(clusterOf(major));
  const wrong = openSource(urlAs(url, 'postgres', 'wrong'));
  await expect(wrong).rejects.toMatchObject({
    kind: 'CredentialsRejected',
    hint: 'check user and password of the target',
  });
  await expect(wrong).rejects.not.toThrow('wrong');
  await expect(openSource(urlAs(url, 'nobody-here'))).rejects.toMatchObject({ kind: 'CredentialsRejected' });
  expect(FAILURES.CredentialsRejected.exitCode).toBe(12);
});

test.each([15, 16, 18])('a missing database is named on PostgreSQL %i', async major => {
  const { url, name } = await makeDatabase(clusterOf(major));
  const missing = openSource(url.replace(name, 'not-here'));
  await expect(missing).rejects.toMatchObject({ kind: 'DatabaseMissing' });
  await expect(missing).rejects.toThrow('not-here on 127.0.0.1');
});

test('a server that asks for a password where none is given is told so', async () => {
  const { url } = await makeDatabase(clusterOf(18));
  await expect(openSource(url.replace(/:[^:@]+@/, '@'), { passfile: '/nowhere' })).rejects.toMatchObject({
    kind: 'CredentialsRejected',
    hint: 'write password: env:NAME for the target, or use a password file',
  });
});

test.each([
  ['a port that nobody listens on', async () => ({ host: '127.0.0.1', port: String(await freePort()) })],
  ['a socket folder without a server', async () => ({ host: temporaryFolder() })],
  ['a name that does not resolve', async () => ({ host: 'firedrill-test.invalid' })],
])('%s is unreachable, with a hint', async (_what, place) => {
  await expect(
    openSource('postgres://postgres@localhost/x', { sslmode: 'disable', ...(await place()) }),
  ).rejects.toMatchObject({
    kind: 'SourceUnreachable',
    hint: 'is the server running, and may this host reach it? pg_isready tells',
  });
});

test('a server that takes the connection and says nothing is unreachable after connect_timeout', async () => {
  const url = `postgres://postgres@${await silentServer()}/x`;
  await expect(openSource(url, { connect_timeout: '1' })).rejects.toMatchObject({ kind: 'SourceUnreachable' });
});

test('a server without a free connection is unreachable, not refused', async () => {
  const { url, sql, name } = await makeDatabase(clusterOf(18));
  await sql(`CREATE ROLE ${name}_one LOGIN PASSWORD 'secret' CONNECTION LIMIT 0`);
  await expect(openSource(urlAs(url, `${name}_one`))).rejects.toMatchObject({ kind: 'SourceUnreachable' });
});

test('a service file tells everything about a connection', async () => {
  const { name, cluster } = await makeDatabase(clusterOf(15));
  const file = join(temporaryFolder(), 'services');
  writeFileSync(
    file,
    `# services\n[other]\nhost=nowhere\n\n[shop]\nhost=127.0.0.1\nport = ${cluster.port}\nuser=postgres\n` +
      `dbname=${name}\npassword=${cluster.password}\n[shop]\nhost=nowhere\n`,
  );
  const session = await openSource('postgres:///', { service: 'shop', servicefile: file });
  expect(await session.query(IDENTITY)).toEqual([{ user: 'postgres', database: name }]);
});

test('a service that no file has is refused with the file’s name', async () => {
  const file = join(temporaryFolder(), 'services');
  writeFileSync(file, '[shop]\nhost=localhost\n');
  await expect(openSource('postgres:///', { service: 'shp', servicefile: file })).rejects.toThrow(
    `no service "shp" in ${file}`,
  );
});

test.each(['~/.pgpass', 'passfile'])('the password comes from %s', async where => {
  const { url, name, cluster } = await makeDatabase(clusterOf(15));
  const home = temporaryFolder();
  mkdirSync(join(home, 'other'));
  const file = join(home, where === 'passfile' ? 'other/passwords' : '.pgpass');
  const line = (port: number, password: string) => `127.0.0.1:${port}:*:postgres:${password}\n`;
  writeFileSync(file, `# comment\n${line(cluster.port + 1, 'other')}${line(cluster.port, cluster.password)}`, {
    mode: 0o600,
  });
  vi.stubEnv('HOME', home);
  const session = await openSource(url.replace(/:[^:@]+@/, '@'), where === 'passfile' ? { passfile: file } : {});
  vi.unstubAllEnvs();
  expect(await session.query(IDENTITY)).toMatchObject([{ database: name }]);
});

test('a password file that others may read is refused', async () => {
  const { url } = await makeDatabase(clusterOf(15));
  const file = join(temporaryFolder(), 'passwords');
  writeFileSync(file, '*:*:*:*:x\n', { mode: 0o644 });
  await expect(openSource(url.replace(/:[^:@]+@/, '@'), { passfile: file })).rejects.toMatchObject({
    kind: 'SecretUnavailable',
    hint: `chmod 600 ${file}`,
  });
});
