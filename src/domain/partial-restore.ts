import { type ArchiveEntry, describeEntry } from './archive-entries.ts';
import type { Closure } from './closure.ts';
import { condenseNotProven } from './condensation.ts';
import { count } from './counting.ts';
import { formatName, type GivenName, type QualifiedName } from './object-names.ts';
import type { NotProven } from './proof.ts';

/** What a person asks of a backup: some tables, or all of some schemas. */
export type PartOfBackup =
  | { readonly kind: 'tables'; readonly tables: readonly GivenName[] }
  | { readonly kind: 'schemas'; readonly schemas: readonly string[] };

/** The same, with every name as the backup has it. */
export type FoundPart =
  | { readonly kind: 'tables'; readonly tables: readonly QualifiedName[] }
  | { readonly kind: 'schemas'; readonly schemas: readonly string[] };

/** What of a backup comes, as its plan says it. Lists are bounded: their last entry tells how many more there are. */
export interface PlannedPart {
  readonly asked: FoundPart;
  /** Dump ids of what the destination has and the part refers to. */
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
export function planPart(
  asked: FoundPart,
  entries: readonly ArchiveEntry[],
  closure: Closure,
  own: ReadonlySet<number>,
): Omit<PlannedPart, 'digest'> {
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

/** A part for people, a label and a text each. */
export function describePart(part: PlannedPart): readonly (readonly [string, string])[] {
  const lines = (label: string, texts: readonly string[]) => texts.map(text => [label, text] as const);
  return [
    ['part', `${describeAsked(part.asked)}: ${count(part.tables, 'table')} with rows, compared alone after it`],
    ...lines('comes too', part.added),
    ...lines('brings', part.brought),
    ...lines('uses', part.uses),
    ...lines(
      'left out',
      part.leftOut.map(({ object, reason }) => `${object}: ${reason}`),
    ),
  ];
}

/** `schema app`, `tables public.orders, public."Odd name"`. */
export function describeAsked(asked: FoundPart): string {
  switch (asked.kind) {
    case 'tables':
      return `${asked.tables.length === 1 ? 'table' : 'tables'} ${asked.tables.map(formatName).join(', ')}`;
    case 'schemas':
      return `${asked.schemas.length === 1 ? 'schema' : 'schemas'} ${asked.schemas.map(name => formatName({ name })).join(', ')}`;
  }
}
