import type { ArchiveEntry } from './archive-entries.ts';
import { attachmentsOf } from './attachments.ts';

/** Types that hold rows, or show those of others. */
export const RELATIONS: ReadonlySet<string> = new Set(['TABLE', 'FOREIGN TABLE', 'VIEW', 'MATERIALIZED VIEW']);

/** Parts that have the name of their object at the beginning of their own, and may depend on other objects of its type. */
const NAMED_AFTER = new Set([
  ...['DEFAULT', 'CONSTRAINT', 'CHECK CONSTRAINT', 'FK CONSTRAINT', 'TRIGGER', 'RULE', 'POLICY', 'ROW SECURITY'],
]);
/** Parts of the relation that they depend on. A sequence that depends on none is no part. */
const OF_RELATION = new Set(['INDEX', 'SEQUENCE', 'STATISTICS']);
/** Contents, with the name of their object. */
const CONTENTS = new Set([
  ...['TABLE DATA', 'MATERIALIZED VIEW DATA', 'SEQUENCE SET', 'SEQUENCE OWNED BY', 'STATISTICS DATA'],
]);
/** Properties of everything that they depend on. */
const PROPERTIES = new Set(['ACL', 'COMMENT', 'SECURITY LABEL', 'DEFAULT ACL', 'TABLE ATTACH', 'INDEX ATTACH']);

/**
 * The objects that an entry is a part or property of: it comes with them, and never without. None where it is an object by
 * itself. `byId` has the entries by dump id.
 */
export function ownersOf(entry: ArchiveEntry, byId: ReadonlyMap<number, ArchiveEntry>): readonly number[] {
  const { type, words, title } = entry;
  const needs = entry.needs.flatMap(need => byId.get(need) ?? []);
  const owners = needs.filter(need => {
    if (NAMED_AFTER.has(type)) return words.startsWith(`${need.title} `) && !NAMED_AFTER.has(need.type);
    if (OF_RELATION.has(type)) return RELATIONS.has(need.type);
    if (CONTENTS.has(type)) return need.title === title && !CONTENTS.has(need.type);
    return PROPERTIES.has(type);
  });
  return owners.map(({ dumpId }) => dumpId);
}

/** Whether nobody has to be told that an entry does not come: its object is told, or it says nothing by itself. */
export function isSilent({ type }: ArchiveEntry): boolean {
  return CONTENTS.has(type) || (PROPERTIES.has(type) && type !== 'TABLE ATTACH');
}

/**
 * The entries that have to be dropped by themselves to undo some: keys go with their tables, and what is attached with what it
 * hangs on, which pg_restore's own order does not know.
 */
export function droppable(entries: readonly ArchiveEntry[]): readonly ArchiveEntry[] {
  const { isAttachment } = attachmentsOf(entries);
  return entries.filter(
    ({ dumpId, type, needs }) =>
      type !== 'CONSTRAINT' && !(type === 'INDEX' && needs.some(need => isAttachment(dumpId, need))),
  );
}
