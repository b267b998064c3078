import { expect, test } from 'vitest';
import { freePort } from '../../dev/stack/ports.ts';
import { assertTlsVersion, readTlsVersion } from '../../src/temporal/tls-version.ts';
import { startTlsServer } from '../stack/tls-server.ts';

const settings = (port: number, tls: boolean, minTls?: '1.3') => ({
  ...{ address: `127.0.0.1:${port}`, namespace: 'default', taskQueue: 'firedrill', tls },
  minTls,
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)('M14: tells that a server agrees to %s', async version => {
  const port = await startTlsServer({ minVersion: version, maxVersion: version });
  expect(await readTlsVersion(settings(port, true))).toBe(version);
});

test('M14: refuses a server that has nothing as new as transport.minTls', async () => {
  const port = await startTlsServer({ maxVersion: 'TLSv1.2' });
  await expect(assertTlsVersion(settings(port, true, '1.3'))).rejects.toMatchObject({
    kind: 'ConfigurationInvalid',
    message: `Temporal at 127.0.0.1:${port} has TLSv1.2 at most`,
    hint: expect.stringContaining('transport.minTls'),
  });
  await assertTlsVersion(settings(port, true));
});

test('M14: takes a server that is as new', async () => {
  const port = await startTlsServer({});
  await assertTlsVersion(settings(port, true, '1.3'));
});

test('says nothing of a server without TLS, or of none', async () => {
  const port = await freePort();
  expect(await readTlsVersion(settings(port, false))).toBeUndefined();
  expect(await readTlsVersion(settings(port, true))).toBeUndefined();
  await assertTlsVersion(settings(port, true, '1.3'));
});
