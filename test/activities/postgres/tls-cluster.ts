import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { vi } from 'vitest';
import { serverAccount } from '../../../dev/stack/account.ts';
import { type PostgresCluster, runSql, startCluster } from '../../../dev/stack/postgres-cluster.ts';

/** A PostgreSQL 15 server with TLS, with certificates of an authority of its own. */
export interface TlsCluster {
  readonly url: string;
  /** Certificate of the authority that signed the server's and the client's; the other one signed nothing. */
  readonly authority: string;
  readonly otherAuthority: string;
  /** Certificate and key of the role `by_cert`. */
  readonly client: { readonly sslcert: string; readonly sslkey: string };
  readonly stop: () => Promise<void>;
}

/** The names that the server's certificate is for. */
const NAMES = 'subjectAltName=DNS:db.example,IP:127.0.0.1';

/** One line for each way in which a server may want TLS. */
const HBA = `
hostnossl all plain_only 127.0.0.1/32 scram-sha-256
hostssl   all tls_only   127.0.0.1/32 scram-sha-256
hostssl   all by_cert    127.0.0.1/32 cert
host      all postgres   127.0.0.1/32 scram-sha-256
`;

export async function startTlsCluster(): Promise<TlsCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'fd-tls-'));
  chmodSync(directory, 0o711);
  const cluster = await startCluster({ directory, major: 15 });
  const authority = await makeAuthority(directory, 'authority');
  const otherAuthority = await makeAuthority(directory, 'other');
  const data = cluster.dataFolder;
  await makeCertificate(directory, join(data, 'server'), '/CN=db.example', NAMES);
  await makeCertificate(directory, join(directory, 'client'), '/CN=by_cert', 'basicConstraints=CA:FALSE');
  writeFileSync(join(data, 'pg_hba.conf'), HBA);
  const account = await serverAccount();
  if (account !== undefined) {
    for (const file of ['server.key', 'server.crt']) chownSync(join(data, file), account.uid, account.gid);
  }
  chmodSync(authority, 0o644);
  await useTls(cluster, authority);
  return {
    url: cluster.url('postgres'),
    authority,
    otherAuthority,
    client: { sslcert: join(directory, 'client.crt'), sslkey: join(directory, 'client.key') },
    stop: async () => {
      await cluster.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function useTls(cluster: PostgresCluster, authority: string): Promise<void> {
  const url = cluster.url('postgres');
  for (const role of ['plain_only', 'tls_only', 'by_cert'])
    await runSql(url, `CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
  await runSql(url, `ALTER SYSTEM SET ssl_ca_file = '${authority}'`);
  await runSql(url, 'ALTER SYSTEM SET ssl = on');
  await runSql(url, 'SELECT pg_reload_conf()');
  const isOn = async () => (await runSql<{ ssl: string }>(url, 'SHOW ssl')).at(0)?.ssl === 'on';
  await vi.waitUntil(isOn, { timeout: 30_000 });
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

async function makeAuthority(directory: string, name: string): Promise<string> {
  const path = join(directory, name);
  await execa('openssl', [
    'req',
    '-x509',
    ...KEY,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    `${path}.key`,
    '-out',
    `${path}.crt`,
  ]);
  return `${path}.crt`;
}

async function makeCertificate(directory: string, path: string, subject: string, extension: string): Promise<void> {
  const authority = join(directory, 'authority');
  const { stdout } = await execa('openssl', ['req', '-new', ...KEY, '-subj', subject, '-keyout', `${path}.key`]);
  writeFileSync(`${path}.ext`, extension);
  const sign = ['-CA', `${authority}.crt`, '-CAkey', `${authority}.key`, '-CAcreateserial', '-extfile', `${path}.ext`];
  await execa('openssl', ['x509', '-req', '-days', '2', ...sign, '-out', `${path}.crt`], { input: stdout });
}
