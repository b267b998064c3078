/** Name of a target: the key under `targets` in the configuration and a folder name in every repository. */
export type TargetName = string & { readonly __name: 'target' };

/** Name of one stored object of a backup inside the backup's folder, for example `main` or `table-data-1`. */
export type ArtifactName = string & { readonly __name: 'artifact' };

const SAFE_SEGMENT = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;

/**
 * Whether `text` may name a target. A name becomes a path segment and part of a workflow id, so only lower-case letters,
 * digits, `.`, `_` and `-` are let through (file systems that fold case must not merge two targets), a letter or digit
 * stands at both ends, and 63 characters are the limit.
 */
export function isTargetName(text: string): text is TargetName {
  return SAFE_SEGMENT.test(text) && !text.includes('..');
}

/** Whether `text` may name an artifact; the same rule as for targets, so that no object can leave its backup's folder. */
export function isArtifactName(text: string): text is ArtifactName {
  return SAFE_SEGMENT.test(text) && !text.includes('..');
}

/** What a person is told about a refused name. */
export const NAME_RULE =
  'lower-case letters, digits, ".", "_" and "-", a letter or digit at both ends, at most 63 characters';

/**
 * The target name made of a database's name, for configurations that come from the environment alone:
 * lower-cased, anything not allowed becomes `-`. A database whose name has nothing usable is called `database`.
 */
export function targetNameFrom(database: string): TargetName {
  const slug = database
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .slice(0, 63)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return isTargetName(slug) ? slug : ('database' as TargetName);
}
