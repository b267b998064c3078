import { expect, test } from 'vitest';
import { readSequences } from '../../../../src/activities/postgres/proof/sequences.ts';
import { clusterOf, makeDatabase } from '../../../stack/databases.ts';
import { openSource } from '../sources.ts';

test.each([15, 16, 18])('tells where every kind of sequence stands on PostgreSQL %i', async major => {
  const { url, sql } = await makeDatabase(clusterOf(major));
  await sql(`CREATE SEQUENCE fresh START 5; CREATE SEQUENCE "it's; --" ; SELECT nextval('"it''s; --"');
    CREATE TABLE t (a serial, b int GENERATED ALWAYS AS IDENTITY); INSERT INTO t DEFAULT VALUES;
    CREATE SEQUENCE down INCREMENT -1; SELECT nextval('down'), nextval('down');
    CREATE SEQUENCE last; SELECT setval('last', 9223372036854775807); CREATE TEMPORARY SEQUENCE here`);
  expect(await readSequences(await openSource(url))).toEqual([
    { schema: 'public', name: 'down', position: { lastValue: '-2', isCalled: true } },
    { schema: 'public', name: 'fresh', position: { lastValue: '5', isCalled: false } },
    { schema: 'public', name: "it's; --", position: { lastValue: '1', isCalled: true } },
    { schema: 'public', name: 'last', position: { lastValue: '9223372036854775807', isCalled: true } },
    { schema: 'public', name: 't_a_seq', position: { lastValue: '1', isCalled: true } },
    { schema: 'public', name: 't_b_seq', position: { lastValue: '1', isCalled: true } },
  ]);
});

test('hundreds of sequences keep their own positions', async () => {
  const { url, sql } = await makeDatabase(clusterOf(18));
  await sql(
    `DO $$ BEGIN FOR n IN 1..250 LOOP EXECUTE format('CREATE SEQUENCE s%s START %s', lpad(n::text, 3, '0'), n); END LOOP; END $$`,
  );
  const found = await readSequences(await openSource(url));
  expect(found.map(({ position }) => Number(position.lastValue))).toEqual(Array.from({ length: 250 }, (_, n) => n + 1));
});

test('does not hold still under a snapshot, which is why it is read twice', async () => {
  const { url, sql } = await makeDatabase(clusterOf(18));
  await sql('CREATE SEQUENCE s');
  const session = await openSource(url);
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const before = await readSequences(session);
  await sql(`SELECT nextval('s'), nextval('s')`);
  const after = await readSequences(session);
  expect([before[0]?.position, after[0]?.position]).toEqual([
    { lastValue: '1', isCalled: false },
    { lastValue: '2', isCalled: true },
  ]);
});
