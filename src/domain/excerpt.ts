import { type ArchiveEntry, describeEntry } from './archive-entries.ts';
import type { Closure } from './closure.ts';
import { condenseNotProven } from './condensation.ts';
import { count } from './counting.ts';
import { formatName, type GivenName, type QualifiedName } from './object-names.ts';
import type { NotProven } from './proof.ts';

/** What a person asks of a backup: some tables, or all of some schemas. */
export type AskedExcerpt =
  | { readonly kind: 'tables'; readonly tables: readonly GivenName[] }
  | { readonly kind: 'schemas'; readonly schemas: readonly string[] };

/** The same, with every name as the backup has it. */
export type FoundExcerpt =
  | { readonly kind: 'tables'; readonly tables: readonly QualifiedName[] }
  | { readonly kind: 'schemas'; readonly schemas: readonly string[] };

/** What of a backup comes, as its plan says it. Lists are bounded: their last entry tells how many more there are. */
export interface PlannedExcerpt {
  readonly asked: FoundExcerpt;
  /** Dump ids of what the destination has and the excerpt refers to. */
  readonly used: readonly number[];
  /** SHA-256 of the dump ids of everything that comes. */
  readonly digest: string;
  /** How many tables come with their rows. */
  readonly tables: number;
  /** Tables that nobody asked for: others cannot be made without them, or they are partitions. */
  readonly added: readonly string[];
  /** Definitions from outside of what was asked for that are made, since the destination lacks them. */
  readonly brought: readonly string[];
  /** What is there and is used as it is. */
  readonly uses: readonly string[];
  readonly leftOut: readonly NotProven[];
}

/** Objects of a kind that a plan names. */
const NAMED = 100;

/** Types that exist by themselves, and are worth a word when they come along. */
const DEFINITIONS =
  /^(?:SCHEMA|EXTENSION|TYPE|DOMAIN|FUNCTION|PROCEDURE|AGGREGATE|OPERATOR|COLLATION|CONVERSION|TEXT SEARCH|SERVER|FOREIGN DATA WRAPPER|PROCEDURAL LANGUAGE|ACCESS METHOD|CAST|TRANSFORM)/;

/** Puts into words what a closure of an archive's entries brings. `own` are the dump ids that were asked for. */
export function planExcerpt(
  asked: FoundExcerpt,
  entries: readonly ArchiveEntry[],
  closure: Closure,
  own: ReadonlySet<number>,
): Omit<PlannedExcerpt, 'digest'> {
  const { members, added, used, leftOut } = closure;
  const named = (wanted: (entry: ArchiveEntry) => boolean) => nameFirst(entries.filter(wanted).map(describeEntry));
  return {
    asked,
    used: [...used],
    tables: entries.filter(({ dumpId, type }) => type === 'TABLE' && members.has(dumpId)).length,
    added: named(({ dumpId }) => added.has(dumpId)),
    brought: named(({ dumpId, type }) => members.has(dumpId) && !own.has(dumpId) && DEFINITIONS.test(type)),
    uses: named(({ dumpId }) => used.has(dumpId)),
    leftOut: condenseNotProven([...leftOut, ...(entries.some(isLargeObject) ? [LARGE_OBJECTS] : [])]),
  };
}

const LARGE_OBJECTS: NotProven = {
  object: 'large objects',
  reason: 'none comes: which of them the tables refer to is not known',
};

function isLargeObject({ type }: ArchiveEntry): boolean {
  return /^(?:BLOB|BLOBS|BLOB METADATA)$/.test(type);
}

function nameFirst(names: readonly string[]): readonly string[] {
  const more = names.length - NAMED;
  return more <= 0 ? names : [...names.slice(0, NAMED), `and ${more} more`];
}

/** An excerpt for people, a label and a text each. */
export function describeExcerpt(excerpt: PlannedExcerpt): readonly (readonly [string, string])[] {
  const lines = (label: string, texts: readonly string[]) => texts.map(text => [label, text] as const);
  return [
    [
      'excerpt',
      `${describeAsked(excerpt.asked)}: ${count(excerpt.tables, 'table')} with rows, compared alone after it`,
    ],
    ...lines('comes too', excerpt.added),
    ...lines('brings', excerpt.brought),
    ...lines('uses', excerpt.uses),
    ...lines(
      'left out',
      excerpt.leftOut.map(({ object, reason }) => `${object}: ${reason}`),
    ),
  ];
}

/** `schema app`, `tables public.orders, public."Odd name"`. */
export function describeAsked(asked: FoundExcerpt): string {
  switch (asked.kind) {
    case 'tables':
      return `${asked.tables.length === 1 ? 'table' : 'tables'} ${asked.tables.map(formatName).join(', ')}`;
    case 'schemas':
      return `${asked.schemas.length === 1 ? 'schema' : 'schemas'} ${asked.schemas.map(name => formatName({ name })).join(', ')}`;
  }
}
