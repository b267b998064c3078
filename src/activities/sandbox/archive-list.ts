import { entryTypeOf } from '../../domain/archive-entries.ts';

/**
 * The table of contents of an archive, as `pg_restore --list` prints it: a line per entry,
 * `dumpId; catalogueOid oid TYPE schema name owner`, and comment lines that begin with `;`.
 */
export type ArchiveEntry = string;

/** The entries of a list, without its comment lines. */
export function parseArchiveList(list: string): readonly ArchiveEntry[] {
  return list.split('\n').filter(line => /^\d+; \d+ \d+ /.test(line));
}

/** What comes after the numbers: type, schema, name, owner, separated by single blanks. Names may hold blanks. */
function descriptionOf(entry: ArchiveEntry): string {
  return entry.replace(/^\d+; \d+ \d+ /, '');
}

/** The object in the source's catalogue that an entry is of. Names do not tell it: a blank separates them, and may be in them. */
function oidOf(entry: ArchiveEntry): string | undefined {
  return /^\d+; \d+ (\d+) /.exec(entry)?.[1];
}

/** Objects that reach out of a sandbox by being there, and what is said about them. */
type ReachingOut = 'SUBSCRIPTION' | 'USER MAPPING';
const REACHING_OUT: readonly ReachingOut[] = ['SUBSCRIPTION', 'USER MAPPING'];

function isOf(entry: ArchiveEntry, kinds: readonly ReachingOut[]): boolean {
  const type = entryTypeOf(entry);
  return kinds.some(kind => type === kind || type === `${kind} TABLE` || isSaidOf(entry, kind));
}

/** Whether an entry is the comment, rights or label of an object that has no schema. */
function isSaidOf(entry: ArchiveEntry, type: string): boolean {
  return new RegExp(`^(COMMENT|ACL|SECURITY LABEL) - ${type} `).test(descriptionOf(entry));
}

/** Those of the roles that own something of an archive: each entry ends in its owner, whose name may hold blanks. */
export function ownersOf(entries: readonly ArchiveEntry[], roles: readonly string[]): readonly string[] {
  return roles.filter(role => entries.some(entry => entry.endsWith(` ${role}`)));
}

/** Whether an entry makes part of the structure: what holds or computes rows, values or statistics does not. */
export function isStructure(entry: ArchiveEntry): boolean {
  return !CONTENT.has(entryTypeOf(entry) ?? '');
}

const CONTENT = new Set([
  ...['TABLE DATA', 'MATERIALIZED VIEW DATA', 'STATISTICS DATA', 'SEQUENCE SET', 'BLOB', 'BLOBS', 'BLOB METADATA'],
]);

/** Whatever comment may be of a trigger: where a blank parts names, a comment that is none is restored with them. */
const TRIGGER_COMMENT = /^COMMENT .*TRIGGER /;

/** How the entries of an archive are restored in a sandbox. */
export interface RestorePasses {
  /** Everything but what the other parts name. */
  readonly first: readonly ArchiveEntry[];
  /**
   * One after the other, after all else: a trigger of a partition that is on or off on its own needs that of the partitioned
   * table, and pg_restore, with several jobs, does not wait for it.
   */
  readonly triggers: readonly ArchiveEntry[];
  /** Values of sequences, after all rows: an archive of table rows may have set them too. */
  readonly sequences: readonly ArchiveEntry[];
  /** After every check: they run code at commands of the checks. */
  readonly eventTriggers: readonly ArchiveEntry[];
  /** Never restored in a sandbox, with the reason. */
  readonly leftOut: readonly { readonly object: string; readonly reason: string }[];
}

/**
 * Sorts the entries of the main archive. `foreignViews` are materialised views whose query reaches a foreign table; `keptOut` are
 * the kinds of objects that are never made.
 */
export function sortEntries(
  entries: readonly ArchiveEntry[],
  foreignViews: readonly { readonly oid: string }[],
  keptOut: readonly ReachingOut[] = REACHING_OUT,
): RestorePasses {
  const first: ArchiveEntry[] = [];
  const triggers: ArchiveEntry[] = [];
  const sequences: ArchiveEntry[] = [];
  const eventTriggers: ArchiveEntry[] = [];
  const leftOut: { object: string; reason: string }[] = [];
  const foreignOids = new Set<string | undefined>(foreignViews.map(({ oid }) => oid));
  for (const entry of entries) {
    const description = descriptionOf(entry);
    const type = entryTypeOf(entry);
    const foreign = type === 'MATERIALIZED VIEW DATA' && foreignOids.has(oidOf(entry));
    if (isOf(entry, keptOut)) leftOut.push({ object: description, reason: 'it would reach out by being there' });
    else if (foreign)
      leftOut.push({ object: description, reason: 'its query reaches a foreign table: not computed in a sandbox' });
    else if (type === 'EVENT TRIGGER' || isSaidOf(entry, 'EVENT TRIGGER')) eventTriggers.push(entry);
    else if (type === 'TRIGGER' || TRIGGER_COMMENT.test(description)) triggers.push(entry);
    else if (type === 'SEQUENCE SET') sequences.push(entry);
    else first.push(entry);
  }
  return { first, triggers, sequences, eventTriggers, leftOut };
}

/**
 * The same for a role that owns the database and has no other privilege: row-level security would hide rows from it, and event
 * triggers are a superuser's.
 */
export function withoutPrivileged(passes: RestorePasses): RestorePasses {
  const isSecurity = (entry: ArchiveEntry) => entryTypeOf(entry) === 'ROW SECURITY';
  const why = (reason: string) => (entry: ArchiveEntry) => ({ object: descriptionOf(entry), reason });
  return {
    ...passes,
    first: passes.first.filter(entry => !isSecurity(entry)),
    eventTriggers: [],
    leftOut: [
      ...passes.leftOut,
      ...passes.first.filter(isSecurity).map(why('it would hide rows from the role of the sandbox’s server')),
      ...passes.eventTriggers.map(why('only a superuser makes it')),
    ],
  };
}
