import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { Failure } from '../domain/failures.ts';
import { printableLine } from '../domain/printable.ts';
import type { ConfigurationDocument } from './document.ts';
import type { Position, Problem } from './problem.ts';
import { writtenConfiguration } from './written.ts';

/** Characters of a problem that are shown; a name in it may have any length. */
const SHOWN = 500;

/** `file:line:column: message` on one line, or the message alone for what stands in no file. */
export function formatProblem(problem: Problem): string {
  const { at } = problem;
  const message = printableLine(problem.message, SHOWN);
  return at === undefined ? message : `${at.file}:${at.line}:${at.column}: ${message}`;
}

/** All problems as one failure, one line each, file by file and in the order of the file. */
export function configurationFailure(
  problems: readonly Problem[],
  hint = 'firedrill config schema prints every key that may be written',
): Failure {
  const sorted = problems.toSorted(
    ({ at: a }, { at: b }) =>
      (a?.file ?? '').localeCompare(b?.file ?? '') ||
      (a?.line ?? 0) - (b?.line ?? 0) ||
      (a?.column ?? 0) - (b?.column ?? 0),
  );
  return new Failure('ConfigurationInvalid', sorted.map(formatProblem).join('\n'), { hint });
}

/** What a person calls a setting that stands in no file, by its dotted path: the variable that it was read from. */
type Names = ReadonlyMap<string, string>;

/** Turns what the schema found into problems with places and suggestions. Values are never repeated: one may be a secret. */
export function schemaProblems(
  error: z.ZodError,
  documents: readonly ConfigurationDocument[],
  names: Names = new Map(),
): readonly Problem[] {
  return error.issues.flatMap(issue => problemsOf(issue, [], documents, names));
}

function problemsOf(
  issue: z.core.$ZodIssue,
  above: readonly PropertyKey[],
  documents: readonly ConfigurationDocument[],
  names: Names,
): readonly Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({
      message: `${pathOf([...path, key])} is not a key that Firedrill knows${suggest(key, keysAt(path))}`,
      ...placed(documents, [...path, key], 'key'),
    }));
  }
  const meant = issue.code === 'invalid_union' ? issue.errors.find(fitsOutside) : undefined;
  if (meant !== undefined) return meant.flatMap(inner => problemsOf(inner, path, documents, names));
  const part = issue.code === 'invalid_key' ? 'key' : 'value';
  return [
    { message: `${names.get(path.join('.')) ?? pathOf(path)}: ${describe(issue)}`, ...placed(documents, path, part) },
  ];
}

/** Whether a form of a union is of the kind that was written, so that its mistakes lie deeper. */
function fitsOutside(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.every(issue => issue.path.length > 0 || issue.code !== 'invalid_type');
}

/** Where a path stands, in the document that has most of it; what a file lacks is shown at the key that lacks it. */
export function placed(
  documents: readonly ConfigurationDocument[],
  path: readonly PropertyKey[],
  part: 'key' | 'value' = 'value',
): { at?: Position } {
  const places = documents.map(document => document.locate(path)).toSorted((a, b) => b.depth - a.depth);
  const deepest = places[0];
  if (deepest === undefined) return {};
  return { at: deepest.depth === path.length ? deepest[part] : deepest.key };
}

/** `, did you mean "x"?` where one of `known` is close enough to be meant; else nothing. */
export function suggest(word: string, known: readonly string[]): string {
  const meant = ALIASES[word] ?? (known.length === 0 ? undefined : closest(word, [...known]));
  if (meant === undefined || !known.includes(meant)) return '';
  const apart = distance(word.toLowerCase(), meant.toLowerCase());
  const near = apart < meant.length && apart <= Math.max(2, Math.floor(meant.length / 3));
  return near || ALIASES[word] !== undefined ? `; did you mean "${meant}"?` : '';
}

const ALIASES: { readonly [word: string]: string | undefined } = {
  dbname: 'database',
  db: 'database',
  username: 'user',
  hostname: 'host',
};

function pathOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the file' : path.map(String).join('.');
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) {
    return `write one of ${issue.options.map(String).join(', ')}`;
  }
  if (issue.code === 'invalid_value' && issue.values.length > 1) return `write one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  // A message of the schema's own says more.
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    const missing = issue.message.endsWith('received undefined') ? 'missing; ' : '';
    return `${missing}write ${KINDS[issue.expected] ?? issue.expected}`;
  }
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}

const KINDS: { readonly [expected: string]: string | undefined } = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'keys and values below it',
  record: 'names with keys and values below it',
  array: 'a list',
  tuple: 'a list',
};

/** The keys that the schema allows in the object at `path`. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let at: unknown = z.toJSONSchema(writtenConfiguration, { io: 'input' });
  for (const segment of path) at = childSchema(at, String(segment));
  return propertyNames(at);
}

function childSchema(schema: unknown, key: string): unknown {
  if (!isRecord(schema)) return undefined;
  const properties = schema['properties'];
  if (isRecord(properties) && key in properties) return properties[key];
  if (isRecord(schema['additionalProperties'])) return schema['additionalProperties'];
  if (isRecord(schema['items'])) return schema['items'];
  const options = schema['oneOf'] ?? schema['anyOf'];
  return Array.isArray(options)
    ? options.map(option => childSchema(option, key)).find(child => child !== undefined)
    : undefined;
}

function propertyNames(schema: unknown): readonly string[] {
  if (!isRecord(schema)) return [];
  if (isRecord(schema['properties'])) return Object.keys(schema['properties']);
  const options = schema['oneOf'] ?? schema['anyOf'];
  return Array.isArray(options) ? [...new Set(options.flatMap(propertyNames))] : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
