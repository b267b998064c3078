import { type Finding, findingsOf } from './diagnosis.ts';
import { isLoopback, type ServerAddress } from './transport.ts';

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

/** How the engine is reached; `version` is the one of TLS, where it is known. Histories hold names and sizes, and whoever may write there may start runs. */
export function judgeEngineTransport(address: string, isTls: boolean, version = 'TLS'): Finding {
  const { ok, warning } = findingsOf('engine');
  const host = address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  if (isTls) return ok('transport', version);
  if (isLoopback(host)) return ok('transport', 'no TLS, over loopback');
  return warning(
    'transport',
    `no TLS: who listens between here and ${host} reads names and sizes`,
    'write temporal.tls: true, or name its certificates there',
  );
}

/** How the connection reached the server, as the server sees it (`pg_stat_ssl`) and as the target asked for it. */
export interface TransportFacts extends ServerAddress {
  readonly tls: { readonly version: string; readonly cipher: string } | null;
}

/** How a connection reached its server: `TLSv1.3, TLS_AES_256_GCM_SHA384, sslmode verify-full`. */
export function describeTransport({ host, address, sslmode, tls }: TransportFacts): string {
  if (host.startsWith('/')) return `the socket in ${host}`;
  if (tls !== null) return `${tls.version}, ${tls.cipher}, sslmode ${sslmode}`;
  return isLoopback(address ?? host) ? 'no TLS, over loopback' : 'no TLS';
}

const OLD_TLS = ['TLSv1', 'TLSv1.1'];

/** A connection that nobody can listen to, or that reached the right server, is ok. */
export function judgeSourceTransport(facts: TransportFacts): Finding {
  const { host, address, sslmode, tls } = facts;
  const source = findingsOf('source');
  const words = describeTransport(facts);
  if (host.startsWith('/')) return source.ok('transport', words);
  const verify = 'write sslmode: verify-full and sslrootcert for the target';
  const local = isLoopback(address ?? host);
  if (tls === null) {
    return local
      ? source.ok('transport', words)
      : source.warning('transport', `no TLS: who listens between here and ${host} reads password and rows`, verify);
  }
  if (OLD_TLS.includes(tls.version)) {
    return source.warning('transport', words, 'set ssl_min_protocol_version = TLSv1.2 on the server');
  }
  if (local || sslmode === 'verify-full') return source.ok('transport', words);
  return source.warning('transport', `${words}: nobody checks that it is the right server`, verify);
}
