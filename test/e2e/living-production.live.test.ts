import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runSql } from '../../dev/stack/postgres-cluster.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { baitOf, startProduction } from '../stack/living-production.ts';
import { done } from '../stack/outcomes.ts';

const WAYS = ['tcp', 'socket'] as const;

/** As long as a worker of a subscription takes to try again. */
const LATE_MS = 6_000;

test('a restore test opens no connection to the living production that its backup points at, and changes nothing there (P4)', async () => {
  const production = await startProduction();
  const { cluster, sql } = production;
  await sql('CREATE TABLE ledger (n int); INSERT INTO ledger VALUES (4711); CREATE PUBLICATION p FOR TABLE ledger');
  await sql(`CREATE DATABASE shop`);
  const shop = cluster.url('shop');
  await runSql(shop, 'CREATE EXTENSION postgres_fdw; CREATE EXTENSION dblink');
  for (const way of WAYS) {
    await sql(`SELECT pg_create_logical_replication_slot('slot_${way}', 'pgoutput')`);
    await runSql(shop, baitOf(way, production));
  }
  const state = () =>
    sql(`SELECT (SELECT count(*)::int FROM ledger) AS told, array_agg(slot_name::text ORDER BY slot_name) AS slots,
                array_agg(confirmed_flush_lsn::text) AS lsn FROM pg_replication_slots`);
  const told = async () => (await sql<{ n: number }>('SELECT count(*)::int AS n FROM ledger'))[0]?.n ?? 0;
  const beforeBait = await told();
  for (const way of WAYS) {
    await runSql(shop, `SELECT tell_${way}(1) FROM seen_${way} LIMIT 1; REFRESH MATERIALIZED VIEW copied_${way}`);
  }
  expect(await told(), 'the bait reaches production from outside of a sandbox').toBeGreaterThan(beforeBait + 1);

  const house = await openHouse(await makeDatabase(clusterOf(15)), {
    url: shop,
    policy: {
      checks: {
        indexes: 'required',
        sql: WAYS.map(way => ({ name: way, query: `SELECT sum(tell_${way}(n)) FROM told_${way}`, equals: 3 })),
      },
    },
  });
  await house.startWorker();
  done(await house.backup());
  const before = await state();
  const connections = production.connections();
  const { verdict, checks, evidence } = done(await house.restoreTest());
  await sleep(LATE_MS);
  expect(production.connections(), 'connections that production has noted').toBe(connections);
  expect(await state()).toEqual(before);
  expect(verdict).toBe('passed');
  expect(checks.find(({ name }) => name === 'isolation')).toMatchObject({ verdict: 'passed', found: 'full' });
  const { notChecked } = JSON.parse(readFileSync(String(evidence?.json), 'utf8')) as {
    notChecked: { object: string }[];
  };
  const leftOut = notChecked.map(({ object }) => object).join('\n');
  for (const way of WAYS) {
    expect(leftOut).toContain(`SUBSCRIPTION - sub_${way}`);
    expect(leftOut).toContain(`USER MAPPING - USER MAPPING public SERVER by_${way}`);
    expect(leftOut).toContain(`MATERIALIZED VIEW DATA public copied_${way}`);
  }
});
