import type { Configuration, EffectiveSetting } from './configuration.ts';
import type { ConfigurationDocument } from './document.ts';
import type { Environment } from './environment.ts';
import type { Complete } from './written.ts';

/** Everything that can say where a setting came from. */
export interface OriginSources {
  readonly documents: readonly ConfigurationDocument[];
  /** Origins of values that the environment wrote, by dotted path. */
  readonly origins: ReadonlyMap<string, string>;
  readonly environment: Environment;
  readonly flags: { readonly address?: string; readonly namespace?: string };
}

/** Every effective setting with its origin, in the order of the schema. References are shown, never what they refer to. */
export function effectiveSettings(
  written: Complete,
  used: Pick<Configuration, 'temporal' | 'worker' | 'policies' | 'postgresBinaries'>,
  sources: OriginSources,
): readonly EffectiveSetting[] {
  const settings = flatten(written, []).map(({ path, value }) => ({
    path: path.join('.'),
    value,
    origin: originOf(path, sources),
  }));
  const replaced = new Map(overrides(used, sources).map(setting => [setting.path, setting]));
  return [...settings.filter(setting => !replaced.has(setting.path)), ...replaced.values()];
}

function overrides(
  used: Pick<Configuration, 'temporal' | 'worker' | 'policies' | 'postgresBinaries'>,
  sources: OriginSources,
): readonly EffectiveSetting[] {
  const { environment, flags } = sources;
  const origin = (flag: string | undefined, flagName: string, variable: string, path: readonly string[]) => {
    if (flag !== undefined) return flagName;
    return environment[variable] ? variable : originOf(path, sources);
  };
  const binaries = used.postgresBinaries.map((folder, index): EffectiveSetting => {
    const fromEnvironment = (environment['FIREDRILL_POSTGRES_BINARIES'] ?? '').split(':').includes(folder);
    const path = ['postgres', 'binaries', String(index)];
    return {
      path: path.join('.'),
      value: folder,
      origin: fromEnvironment ? 'FIREDRILL_POSTGRES_BINARIES' : originOf(path, sources),
    };
  });
  return [
    ...binaries,
    {
      path: 'temporal.address',
      value: used.temporal.address,
      origin: origin(flags.address, '--address', 'TEMPORAL_ADDRESS', ['temporal', 'address']),
    },
    {
      path: 'temporal.namespace',
      value: used.temporal.namespace,
      origin: origin(flags.namespace, '--namespace', 'TEMPORAL_NAMESPACE', ['temporal', 'namespace']),
    },
    {
      path: 'worker.state',
      value: used.worker.stateDirectory,
      origin: origin(undefined, '', 'FIREDRILL_STATE', ['worker', 'state']),
    },
    ...used.policies.map(policy => {
      const path = ['policies', policy.name, 'keys', 'file'];
      return {
        path: path.join('.'),
        value: policy.keys.file,
        origin: origin(undefined, '', 'FIREDRILL_KEY_FILE', path),
      };
    }),
  ];
}

function originOf(path: readonly string[], { documents, origins }: OriginSources): string {
  const known = origins.get(path.join('.'));
  if (known !== undefined) return known;
  const place = documents.map(document => document.locate(path)).find(found => found.depth === path.length);
  return place === undefined ? 'default' : `${place.value.file}:${place.value.line}`;
}

function flatten(value: unknown, path: readonly string[]): readonly { path: readonly string[]; value: string }[] {
  if (value === undefined) return [];
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, child]) => flatten(child, [...path, key]));
  }
  return [{ path, value: String(value) }];
}
