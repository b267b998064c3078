import { type Finding, findingsOf } from './diagnosis.ts';
import { isLoopback } from './source-diagnosis.ts';

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
