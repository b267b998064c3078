import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';

const TABLES = `
CREATE TABLE kept (a int); INSERT INTO kept SELECT generate_series(1, 100);
CREATE TABLE log (at date, line text) PARTITION BY RANGE (at);
CREATE TABLE log_old PARTITION OF log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY RANGE (at);
CREATE TABLE log_old_all PARTITION OF log_old DEFAULT;
CREATE TABLE log_new PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO log SELECT '2025-06-01'::date + i, 'line' FROM generate_series(1, 400) i;
CREATE TABLE "Cache.Of" (a text); INSERT INTO "Cache.Of" VALUES ('x');`;

const recorded = z.object({ notChecked: z.array(z.object({ object: z.string(), reason: z.string() })) });

test.each([15, 16, 18])(
  'an excluded table of PostgreSQL %i is left out with all its partitions, and said to be',
  async major => {
    const database = await makeDatabase(clusterOf(major));
    await database.sql(TABLES);
    const house = await openHouse(database, {
      policy: { dump: { excludeTableData: ['public.log', 'public.Cache.Of'] } },
    });
    // The sandbox tells what was restored, before it is destroyed.
    const seen = `SELECT 1 / (CASE WHEN (SELECT count(*) FROM public.log) = 0 AND (SELECT count(*) FROM public."Cache.Of") = 0
    AND (SELECT count(*) FROM public.kept) = 100 THEN 1 ELSE 0 END)`;
    await house.startWorker({ plants: [{ activity: 'restoreBackup', when: 'after', act: { sandboxSql: seen } }] });
    const { proof } = done(await house.backup());
    expect(proof).toMatchObject({ tables: 1, rows: 100 });
    const { verdict, checks, evidence } = done(await house.restoreTest());
    const record = recorded.parse(JSON.parse(readFileSync(String(evidence?.json), 'utf8')));
    const relations = record.notChecked.filter(({ object }) => object.startsWith('public.'));
    expect(verdict).toBe('passed');
    expect(checks.filter(({ name }) => name.startsWith('table ')).map(({ name }) => name)).toEqual([
      'table public.kept',
    ]);
    expect(relations.map(({ object }) => object)).toEqual([
      'public.Cache.Of',
      'public.log',
      'public.log_new',
      'public.log_old',
      'public.log_old_all',
    ]);
    expect(relations.every(({ reason }) => reason === 'its rows are left out by the policy')).toBe(true);
  },
);
