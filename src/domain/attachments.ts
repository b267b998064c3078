import type { ArchiveEntry } from './archive-entries.ts';

/** How partitions hang on partitioned tables, by dump ids. */
export interface Attachments {
  /** Whether an entry needs the other only because it will be attached to it: it can be made without. */
  readonly isAttachment: (dumpId: number, need: number) => boolean;
  readonly partitionsOf: ReadonlyMap<number, readonly number[]>;
}

const ATTACHED = [
  ['TABLE', 'FOREIGN TABLE'],
  ['INDEX', 'CONSTRAINT'],
];

/**
 * Reads the attachments of an archive. pg_dump makes a partition, its indexes and keys as ones of their own, and attaches them
 * later, but lets them depend on what they will be attached to.
 */
export function attachmentsOf(entries: readonly ArchiveEntry[]): Attachments {
  const byId = new Map(entries.map(entry => [entry.dumpId, entry]));
  const edges = new Set<string>();
  const partitionsOf = new Map<number, number[]>();
  for (const { type, needs } of entries) {
    if (type !== 'TABLE ATTACH' && type !== 'INDEX ATTACH') continue;
    for (const child of needs) {
      for (const parent of byId.get(child)?.needs ?? []) {
        if (parent === child || !needs.includes(parent) || !areAlike(byId.get(child), byId.get(parent))) continue;
        edges.add(`${child} ${parent}`);
        if (type === 'TABLE ATTACH') partitionsOf.set(parent, [...(partitionsOf.get(parent) ?? []), child]);
      }
    }
  }
  return { isAttachment: (dumpId, need) => edges.has(`${dumpId} ${need}`), partitionsOf };
}

function areAlike(one: ArchiveEntry | undefined, other: ArchiveEntry | undefined): boolean {
  return ATTACHED.some(types => types.includes(one?.type ?? '') && types.includes(other?.type ?? ''));
}
