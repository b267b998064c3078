import type { SequencePosition } from '../../domain/proof.ts';

/** What the archive sets a sequence to. `name` is SQL, quoted as pg_dump wrote it. */
export interface ArchivedSequence {
  readonly name: string;
  readonly position: SequencePosition;
}

/**
 * `SELECT pg_catalog.setval('public.orders_id_seq', 5, true);`, the form of pg_dump's SEQUENCE SET since version 7. A backslash
 * means itself in a plain literal, and the next character in one that begins with E.
 */
const SETVAL = /^SELECT pg_catalog\.setval\((?:'((?:[^']|'')*)'|E'((?:[^'\\]|''|\\.)*)'), (-?\d+), (true|false)\);$/gms;

/** Reads the SEQUENCE SET statements of an archive as pg_restore prints them. */
export function parseSequenceValues(sql: string): readonly ArchivedSequence[] {
  return [...sql.matchAll(SETVAL)].map(([, plain, escaped = '', lastValue = '0', isCalled]) => ({
    name: (plain ?? escaped.replace(/\\(.)/gs, '$1')).replaceAll("''", "'"),
    position: { lastValue, isCalled: isCalled === 'true' },
  }));
}
