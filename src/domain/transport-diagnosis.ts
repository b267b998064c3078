import { type Finding, findingsOf } from './diagnosis.ts';

/** How requests reach a store. `endpoint` is absent for AWS's own, which is https. */
export function judgeStoreTransport(name: string, endpoint: string | undefined): Finding {
  const { ok, warning } = findingsOf('repository');
  const label = `${name}: transport`;
  const [, scheme, host = ''] = /^(https?):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)/.exec(endpoint ?? 'https://aws') ?? [];
  if (scheme === 'https') return ok(label, 'https');
  if (isLoopback(host.replace(/^\[|\]$/g, ''))) return ok(label, 'plain http, over loopback');
  return warning(
    label,
    `plain http to ${host}: who listens reads manifests and evidence, and may change answers`,
    'write https:// in endpoint of the repository',
  );
}

/** How the engine is reached. Histories hold names and sizes, and whoever may write there may start runs. */
export function judgeEngineTransport(address: string, isTls: boolean): Finding {
  const { ok, warning } = findingsOf('engine');
  const host = address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  if (isTls) return ok('transport', 'TLS');
  if (isLoopback(host)) return ok('transport', 'no TLS, over loopback');
  return warning(
    'transport',
    `no TLS: who listens between here and ${host} reads names and sizes`,
    'write temporal.tls: true, or name its certificates there',
  );
}

/** How the connection reached the server, as the server sees it (`pg_stat_ssl`) and as the target asked for it. */
export interface TransportFacts {
  readonly host: string;
  /** Where the name stands for another address. */
  readonly address?: string;
  readonly sslmode: string;
  readonly tls: { readonly version: string; readonly cipher: string } | null;
}

const OLD_TLS = ['TLSv1', 'TLSv1.1'];

/** A connection that nobody can listen to, or that reached the right server, is ok. */
export function judgeSourceTransport({ host, address, sslmode, tls }: TransportFacts): Finding {
  const source = findingsOf('source');
  if (host.startsWith('/')) return source.ok('transport', `the socket in ${host}`);
  const verify = 'write sslmode: verify-full and sslrootcert for the target';
  const local = isLoopback(address ?? host);
  if (tls === null) {
    return local
      ? source.ok('transport', 'no TLS, over loopback')
      : source.warning('transport', `no TLS: who listens between here and ${host} reads password and rows`, verify);
  }
  const words = `${tls.version}, ${tls.cipher}, sslmode ${sslmode}`;
  if (OLD_TLS.includes(tls.version)) {
    return source.warning('transport', words, 'set ssl_min_protocol_version = TLSv1.2 on the server');
  }
  if (local || sslmode === 'verify-full') return source.ok('transport', words);
  return source.warning('transport', `${words}: nobody checks that it is the right server`, verify);
}

/** Whether an address, or a name, never leaves this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
