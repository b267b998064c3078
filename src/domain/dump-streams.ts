/** A table and the bytes it takes on the source's disk, without indexes. */
export interface SizedTable {
  readonly schema: string;
  readonly name: string;
  readonly sizeBytes: number;
}

/** Tables below this size are not worth a stream of their own. */
const WORTH_MOVING_BYTES = 32 * 1_048_576;

/** Each moved table is an argument of pg_dump, and an argument list has an end. */
const MOST_MOVED = 200;

/**
 * Spreads the large tables of a database over `streams` dumps that run side by side (longest processing time first).
 * The main dump carries the schema and all that is not named here; the result lists the tables of every further dump
 * and is empty where one dump is enough.
 */
export function spreadTables(tables: readonly SizedTable[], streams: number): readonly (readonly SizedTable[])[] {
  const large = tables
    .filter(table => table.sizeBytes >= WORTH_MOVING_BYTES)
    .toSorted((a, b) => b.sizeBytes - a.sizeBytes)
    .slice(0, MOST_MOVED);
  const total = tables.reduce((sum, table) => sum + table.sizeBytes, 0);
  const small = total - large.reduce((sum, table) => sum + table.sizeBytes, 0);
  const loads = Array.from({ length: Math.max(1, streams) }, (_, index) => ({
    bytes: index === 0 ? small : 0,
    tables: [] as SizedTable[],
  }));
  for (const table of large) {
    const lightest = loads.reduce((least, load) => (load.bytes < least.bytes ? load : least));
    lightest.bytes += table.sizeBytes;
    lightest.tables.push(table);
  }
  return loads.slice(1).flatMap(load => (load.tables.length === 0 ? [] : [load.tables]));
}
