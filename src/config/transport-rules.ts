import type { ConnectionSettings } from '../domain/targets.ts';
import {
  effectiveSslmode,
  insecureEndpoint,
  insecureEngine,
  insecureServer,
  type MinTls,
} from '../domain/transport.ts';
import type { Configuration } from './configuration.ts';
import type { ConfigurationDocument } from './document.ts';
import type { Problem } from './problem.ts';
import { placed } from './problems.ts';

/** The hint for what is reached insecurely. */
export const ALLOW_INSECURE =
  'allowInsecure: true beside it allows what somebody in between could listen to; docs/configuration.md says when that is right';

/** Connection settings that keep to the oldest version of TLS that is allowed. 1.2 is what libpq and the driver take anyway. */
export function keepingTo(minTls: MinTls | undefined, settings: ConnectionSettings): ConnectionSettings {
  if (minTls === undefined || minTls === '1.2') return settings;
  return { ...settings, keywords: { ...settings.keywords, ssl_min_protocol_version: `TLSv${minTls}` } };
}

type Reached = Pick<Configuration, 'targets' | 'repositories' | 'sandboxes' | 'temporal'>;

/**
 * What is reached insecurely beyond this machine and was not allowed to be. Servers that only a secret or a service file names
 * are judged when they are connected to.
 */
export function insecureProblems(
  { targets, repositories, sandboxes, temporal }: Reached,
  documents: readonly ConfigurationDocument[],
): readonly Problem[] {
  const problem = (path: readonly string[], sentence: string | undefined, mend: string): readonly Problem[] => {
    if (sentence === undefined) return [];
    const message = `${path.join('.')}: ${sentence}: ${mend}, or ${path.join('.')}.allowInsecure: true`;
    return [{ message, ...placed(documents, path, 'key') }];
  };
  return [
    ...targets.flatMap(({ name, postgres, allowInsecure }) =>
      allowInsecure
        ? []
        : problem(['targets', name], insecureTarget(postgres), 'write sslmode: verify-full and sslrootcert'),
    ),
    ...repositories.flatMap(repository =>
      repository.kind === 'directory' || repository.allowInsecure
        ? []
        : problem(
            ['repositories', repository.name],
            insecureEndpoint(repository.endpoint),
            'write https:// in its endpoint',
          ),
    ),
    ...sandboxes.flatMap(sandbox =>
      sandbox.kind === 'local' || sandbox.allowInsecure
        ? []
        : problem(['sandboxes', sandbox.name], insecureTarget(sandbox.postgres), 'end its url in ?sslmode=verify-full'),
    ),
    ...(temporal.allowInsecure
      ? []
      : problem(['temporal'], insecureEngine(temporal.address, Boolean(temporal.tls)), 'write temporal.tls')),
  ];
}

function insecureTarget({ keywords, url }: ConnectionSettings): string | undefined {
  return url === undefined ? insecureKeywords(keywords) : undefined;
}

/** What somebody in between could do where libpq connects by these keywords; undefined also where a service decides. */
export function insecureKeywords(keywords: ConnectionSettings['keywords']): string | undefined {
  if ('service' in keywords) return undefined;
  const hosts = (keywords['host'] ?? keywords['hostaddr'] ?? 'localhost').split(',');
  const addresses = keywords['hostaddr']?.split(',') ?? [];
  const sslmode = effectiveSslmode(keywords);
  return hosts
    .map((host, index) => insecureServer({ host, address: addresses[index], sslmode }))
    .find(sentence => sentence !== undefined);
}
