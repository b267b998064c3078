import { formatSecretReference } from '../domain/secrets.ts';
import type { Configuration, EffectiveSetting } from './configuration.ts';
import type { ConfigurationDocument } from './document.ts';
import type { Environment } from './environment.ts';
import { foldersOfVariable } from './locations.ts';
import { variableOfTls } from './temporal-tls.ts';
import type { Complete } from './written.ts';

/** Everything that can say where a setting came from. */
export interface OriginSources {
  readonly documents: readonly ConfigurationDocument[];
  /** Origins of values that the environment wrote, by dotted path. */
  readonly origins: ReadonlyMap<string, string>;
  readonly environment: Environment;
  readonly flags: { readonly address?: string; readonly namespace?: string };
}

/**
 * Every effective setting with its origin, in the order of the schema. References are shown, never what they refer to;
 * paths as they were written.
 */
export function effectiveSettings(written: Complete, used: Used, sources: OriginSources): readonly EffectiveSetting[] {
  const decided = decidedSettings(used, sources);
  const isDecided = ({ path }: EffectiveSetting) =>
    path.startsWith('temporal.tls') || decided.some(setting => setting.path === path);
  const settings = flatten(written, []).map(
    ({ path, value }): EffectiveSetting => ({ path: path.join('.'), value, origin: originOf(path, sources) }),
  );
  const sections = Object.keys(written);
  const section = ({ path }: EffectiveSetting) => sections.indexOf(path.split('.', 1).join());
  return [...settings.filter(setting => !isDecided(setting)), ...decided].toSorted((a, b) => section(a) - section(b));
}

type Used = Pick<Configuration, 'targets' | 'policies' | 'sandboxes' | 'postgresBinaries' | 'temporal' | 'worker'>;

/** Settings that are not simply what was written: flags and variables come before it, and some defaults are made. */
function decidedSettings(used: Used, sources: OriginSources): readonly EffectiveSetting[] {
  const { environment, flags } = sources;
  const decide = (path: readonly string[], value: string, variable?: string): EffectiveSetting => ({
    path: path.join('.'),
    value,
    origin: variable !== undefined && environment[variable] ? variable : originOf(path, sources),
  });
  const { address, namespace, apiKey, tls } = used.temporal;
  const flagged = (flag: string, given: string | undefined, setting: EffectiveSetting): EffectiveSetting =>
    given === undefined ? setting : { ...setting, origin: flag };
  return [
    ...used.targets.map(target => decide(['targets', target.name, 'policy'], target.policy)),
    ...used.policies.flatMap(policy => [
      ...policy.repositories.map((name, index) =>
        decide(['policies', policy.name, 'repositories', String(index)], name),
      ),
      decide(['policies', policy.name, 'keys', 'file'], policy.keys.file, 'FIREDRILL_KEY_FILE'),
      decide(['policies', policy.name, 'sandbox'], policy.sandbox),
    ]),
    ...used.sandboxes.map(sandbox => decide(['sandboxes', sandbox.name, 'directory'], sandbox.directory)),
    ...binaries(used.postgresBinaries, sources),
    flagged('--address', flags.address, decide(['temporal', 'address'], address, 'TEMPORAL_ADDRESS')),
    flagged('--namespace', flags.namespace, decide(['temporal', 'namespace'], namespace, 'TEMPORAL_NAMESPACE')),
    ...(apiKey === undefined
      ? []
      : [decide(['temporal', 'apiKey'], formatSecretReference(apiKey), 'TEMPORAL_API_KEY')]),
    ...(typeof tls === 'object'
      ? flatten(tls, []).map(({ path, value }) =>
          decide(['temporal', 'tls', ...path], value, variableOfTls(path.join('.'))),
        )
      : [decide(['temporal', 'tls'], String(tls ?? false), 'TEMPORAL_TLS')]),
    decide(['worker', 'state'], used.worker.stateDirectory, 'FIREDRILL_STATE'),
    decide(['worker', 'spool'], used.worker.spoolDirectory),
  ];
}

function binaries(folders: readonly string[], sources: OriginSources): readonly EffectiveSetting[] {
  const ofVariable = foldersOfVariable(sources.environment).length;
  return folders.map((value, index): EffectiveSetting => {
    const written = ['postgres', 'binaries', String(index - ofVariable)];
    return {
      path: `postgres.binaries.${index}`,
      value,
      origin: index < ofVariable ? 'FIREDRILL_POSTGRES_BINARIES' : originOf(written, sources),
    };
  });
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
