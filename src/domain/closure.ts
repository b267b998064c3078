import { type ArchiveEntry, describeEntry } from './archive-entries.ts';
import { isSilent, ownersOf, RELATIONS } from './archive-parts.ts';
import { attachmentsOf } from './attachments.ts';
import type { NotProven } from './proof.ts';

/** What is asked of an archive, by dump ids, and what the destination has already. */
export interface Wanted {
  /** Tables that must come, with their rows. */
  readonly tables: readonly number[];
  /** Whatever else comes if it can: the rest of a schema, and the schema itself. */
  readonly others: readonly number[];
  /** Objects that are at the destination: what needs them uses them as they are. */
  readonly present: ReadonlySet<number>;
}

/** What of an archive comes, and what does not. */
export interface Closure {
  readonly members: ReadonlySet<number>;
  /** Tables that come because others cannot be made without them, or are their partitions. */
  readonly added: ReadonlySet<number>;
  /** Objects of the destination that members refer to. */
  readonly used: ReadonlySet<number>;
  /** What would come, and is at the destination already. */
  readonly conflicts: readonly ArchiveEntry[];
  readonly leftOut: readonly NotProven[];
}

/** What every archive has for itself. */
const OF_ARCHIVE = new Set(['ENCODING', 'STDSTRINGS', 'SEARCHPATH']);
const TABLES = new Set(['TABLE', 'FOREIGN TABLE']);
/** What belongs to a database or server as a whole, or would reach out by being there. */
const NEVER = /^(?:DATABASE|EVENT TRIGGER|PUBLICATION|SUBSCRIPTION|USER MAPPING|BLOB|LARGE OBJECT)/;

/**
 * Decides what of an archive comes with some of its objects. Upwards comes all that a table cannot be made without, tables too.
 * Downwards come its rows, keys, indexes, defaults, sequences, triggers, policies, rights, comments and partitions, and the
 * definitions that these need; what needs a table or view that neither comes nor is there is left out, with the reason. Nothing
 * comes that would be a part of what the destination has already.
 */
export function closeOver(entries: readonly ArchiveEntry[], wanted: Wanted): Closure {
  const { tables, others, present } = wanted;
  const byId = new Map(entries.map(entry => [entry.dumpId, entry]));
  const owners = new Map(entries.map(entry => [entry.dumpId, ownersOf(entry, byId)]));
  const { isAttachment, partitionsOf } = attachmentsOf(entries);
  const soft = new Set(others);
  const members = new Set<number>();
  const used = new Set<number>();
  const needsOf = (id: number) =>
    (byId.get(id)?.needs ?? []).filter(need => byId.has(need) && need !== id && !isAttachment(id, need));

  const take = (first: number) => {
    const waiting = [first];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (members.has(id)) continue;
      members.add(id);
      for (const need of needsOf(id)) {
        if (present.has(need)) used.add(need);
        else waiting.push(need);
      }
      waiting.push(...(partitionsOf.get(id) ?? []));
    }
  };

  const obstacles = new Map<number, number | undefined>();
  /** What keeps an entry away: itself, or something that it needs. */
  const obstacleOf = (id: number): number | undefined => {
    if (members.has(id) || present.has(id)) return undefined;
    if (!obstacles.has(id)) {
      obstacles.set(id, undefined);
      obstacles.set(id, findObstacle(id));
    }
    return obstacles.get(id);
  };
  const findObstacle = (id: number): number | undefined => {
    const type = byId.get(id)?.type ?? '';
    if (NEVER.test(type) || (RELATIONS.has(type) && !soft.has(id))) return id;
    const found = needsOf(id)
      .map(obstacleOf)
      .find(obstacle => obstacle !== undefined);
    return found ?? (owners.get(id)?.some(owner => present.has(owner)) ? id : undefined);
  };
  const isCandidate = (id: number) => {
    const own = owners.get(id) ?? [];
    return soft.has(id) || (own.length > 0 && own.every(owner => members.has(owner)));
  };

  for (const { dumpId, type } of entries) if (OF_ARCHIVE.has(type)) members.add(dumpId);
  for (const id of tables) take(id);
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const { dumpId } of entries)
      if (!present.has(dumpId) && isCandidate(dumpId) && obstacleOf(dumpId) === undefined) take(dumpId);
  }

  const isRelated = (entry: ArchiveEntry) =>
    soft.has(entry.dumpId) || entry.needs.some(need => members.has(need) && RELATIONS.has(byId.get(need)?.type ?? ''));
  const absent = entries.filter(
    entry => !members.has(entry.dumpId) && !present.has(entry.dumpId) && !isSilent(entry) && isRelated(entry),
  );
  const chosen = new Set(tables);
  return {
    members,
    used,
    conflicts: entries.filter(({ dumpId }) => present.has(dumpId) && (chosen.has(dumpId) || isCandidate(dumpId))),
    added: new Set([...members].filter(id => TABLES.has(byId.get(id)?.type ?? '') && !chosen.has(id))),
    leftOut: absent.map(entry => {
      const obstacle = byId.get(obstacleOf(entry.dumpId) ?? entry.dumpId);
      const itself = obstacle === undefined || obstacle === entry;
      const reason = itself ? 'it was not chosen' : `it needs ${describeEntry(obstacle)}, which does not come`;
      return { object: describeEntry(entry), reason };
    }),
  };
}
