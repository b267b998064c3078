import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { diagnoseSource } from '../../../src/activities/doctor/source.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { startPooler } from '../../stack/pooler.ts';
import { startTlsCluster, type TlsCluster } from '../postgres/tls-cluster.ts';
import { depsOf, findingIn, job, targetOf } from './surroundings.ts';

let cluster: TlsCluster;
beforeAll(async () => {
  vi.stubEnv('HOME', '/nowhere');
  cluster = await startTlsCluster();
});
afterAll(() => cluster.stop());

async function diagnose(url: string) {
  const deps = depsOf({ DATABASE_URL: url });
  return (await diagnoseSource(targetOf(deps), job, deps)).findings;
}

/** The server by the name in its certificate, which is reached at loopback. */
const named = (parameters: string) =>
  `${cluster.url.replace('@127.0.0.1', '@db.example')}?hostaddr=127.0.0.1&${parameters}`;

test('the negotiated version and cipher are told as the server sees them', async () => {
  const findings = await diagnose(named(`sslmode=verify-full&sslrootcert=${cluster.authority}`));
  expect(findingIn(findings, 'transport')).toMatchObject({
    verdict: 'ok',
    found: expect.stringMatching(/^TLSv1\.3, TLS_\w+, sslmode verify-full$/),
  });
});

test('a certificate of another authority is told as that', async () => {
  const findings = await diagnose(named(`sslmode=verify-full&sslrootcert=${cluster.otherAuthority}`));
  expect(findingIn(findings, 'server')).toMatchObject({
    verdict: 'failed',
    hint: expect.stringContaining('sslrootcert'),
  });
});

test('a pooler in between is found by the process id', async () => {
  const { url, cluster: shared } = await makeDatabase(clusterOf(15));
  const port = await startPooler(shared.port);
  const findings = await diagnose(url.replace(`:${shared.port}/`, `:${port}/`));
  expect(findingIn(findings, 'pooler')).toMatchObject({
    verdict: 'failed',
    hint: expect.stringContaining('server itself'),
  });
});
