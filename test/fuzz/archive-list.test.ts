import { expect, test } from 'vitest';
import { parseArchiveList, sortEntries } from '../../src/activities/sandbox/archive-list.ts';
import { restoreErrors } from '../../src/activities/sandbox/restore-errors.ts';
import { tryCases } from './cases.ts';
import { mutateText } from './mutations.ts';

const LIST = `;
; Archive created at 2026-11-21 02:00:00 UTC
;     dbname: shop
;
215; 1259 16385 TABLE public customer shop
216; 1259 16390 TABLE public TABLE DATA public x shop
3423; 0 16385 TABLE DATA public customer shop
3430; 0 0 SEQUENCE SET public customer_id_seq shop
2; 3079 16500 EXTENSION - hstore
3500; 6100 16600 SUBSCRIPTION - away shop
3501; 6102 16601 SUBSCRIPTION TABLE public customer shop
3502; 0 0 COMMENT - SUBSCRIPTION away shop
3503; 1418 16602 USER MAPPING - USER MAPPING public SERVER away postgres
3600; 2620 16800 TRIGGER public customer watch shop
3601; 0 0 COMMENT public TRIGGER watch ON customer shop
3504; 3466 16603 EVENT TRIGGER - watch postgres
3505; 0 16700 MATERIALIZED VIEW DATA public totals shop
`;

test('no entry of a damaged list is lost or doubled, and what reaches out is never restored', async () => {
  await tryCases(5_000, chances => {
    const entries = parseArchiveList(mutateText(LIST, chances));
    const { first, triggers, sequences, eventTriggers, leftOut } = sortEntries(entries, [{ oid: '16700' }]);
    const made = [...first, ...triggers, ...sequences];
    expect(made.length + eventTriggers.length + leftOut.length).toBe(entries.length);
    expect(made.filter(entry => /^\d+; \d+ \d+ (SUBSCRIPTION|USER MAPPING) /.test(entry))).toEqual([]);
    expect([...entries].toSorted().filter(entry => entry.includes('\n'))).toEqual([]);
  });
});

const SECRET = 'kUmquat77';
const STDERR = `pg_restore: while PROCESSING TOC:
pg_restore: from TOC entry 3423; 0 16385 TABLE DATA customer shop
pg_restore: error: COPY failed for table "customer": ERROR:  invalid input syntax for type integer: "${SECRET}"
CONTEXT:  COPY customer, line 1, column id: "${SECRET}"
pg_restore: error: could not execute query: ERROR:  duplicate key value violates unique constraint "customer_pkey"
DETAIL:  Key (id)=(${SECRET}) already exists.
Command was: ALTER ROLE x PASSWORD '${SECRET}';
pg_restore: warning: errors ignored on restore: 2
`;

test('damaged words of pg_restore are told in bounded lines', async () => {
  await tryCases(3_000, chances => {
    const told = restoreErrors(mutateText(STDERR, chances));
    expect(told.length).toBeLessThanOrEqual(21);
    for (const line of told) expect(line.length).toBeLessThanOrEqual(450);
  });
});
