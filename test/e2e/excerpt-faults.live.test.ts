import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { requestPlan } from '../../src/client/runs/request-plan.ts';
import { readResult } from '../../src/client/runs/run-result.ts';
import { startRun } from '../../src/client/runs/start-run.ts';
import type { RestoreOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { wrapPrograms } from '../stack/programs.ts';
import { until } from '../stack/waiting.ts';
import { restoreInto, SHOP } from './excerpts.ts';

/** A backup with a schema, and a database in use that lacks it. */
async function prepare(worker: Parameters<House['startWorker']>[0]) {
  const source = await makeDatabase(clusterOf(15));
  await source.sql(SHOP);
  const house = await openHouse(source);
  const first = await house.startWorker({ own: true, ...worker });
  done(await house.backup());
  const into = await makeDatabase(clusterOf(15));
  await into.sql('CREATE TABLE public.kept (a int); INSERT INTO public.kept VALUES (1)');
  writeFileSync(house.at('into.url'), into.url, { mode: 0o600 });
  const options = {
    create: false,
    withGlobals: false,
    analyze: true,
    excerpt: { kind: 'schemas', schemas: ['app'] },
  } as const;
  const input = { target: 'shop', requestedBy: 'test', into: `file:${house.at('into.url')}`, options };
  const plan = await requestPlan(house.engine, { kind: 'restore', ...input });
  return { house, first, into, start: () => startRun(house.engine, 'restore', { ...input, agreed: plan.digest }) };
}

const LEFT = `SELECT (SELECT count(*)::int FROM public.kept) AS kept, (SELECT count(*)::int FROM pg_namespace WHERE nspname = 'app') AS schemas,
  (SELECT count(*)::int FROM pg_type WHERE typname = 'mood') AS types, (SELECT count(*)::int FROM pg_db_role_setting, unnest(setconfig) c
    WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())) AS marks`;

test('an excerpt that was loaded unheard is dropped and loaded again, and what was there stays', async () => {
  const { house, into, start } = await prepare({
    plants: [{ activity: 'loadBackup', when: 'after', once: true, act: 'fail' }],
  });
  const outcome = done(await readResult<RestoreOutcome>(await start()));
  expect(outcome.steps.find(({ name }) => name === 'load')?.attempts).toBe(2);
  expect(outcome.checks.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
  expect(await into.sql(LEFT)).toEqual([{ kept: 1, schemas: 1, types: 1, marks: 0 }]);
  expect(await into.sql('SELECT count(*)::int AS rows FROM app.customer')).toEqual([{ rows: 50 }]);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('an excerpt whose worker is killed in the middle is dropped and loaded again', async () => {
  const slow = wrapPrograms(clusterOf(15).programs, {
    pg_restore: `"$REAL" "$@"; status=$?; case "$*" in *post-data*) sleep 3;; esac; exit $status`,
  });
  const { house, first, into, start } = await prepare({ env: { ...slow } });
  const handle = await start();
  await until(
    'indexes are there',
    async () => (await into.sql(`SELECT FROM pg_indexes WHERE indexname = 'customer_mail'`)).length > 0,
  );
  first.kill();
  await first.ended;
  await house.startWorker();
  expect(done(await readResult<RestoreOutcome>(handle)).verdict).toBe('passed');
  expect(await into.sql(LEFT)).toEqual([{ kept: 1, schemas: 1, types: 1, marks: 0 }]);
});

test('an excerpt whose restore is cancelled goes, and what was there stays', async () => {
  const slow = wrapPrograms(clusterOf(15).programs, {
    pg_restore: `case "$*" in *post-data*) exec sleep 600;; esac; exec "$REAL" "$@"`,
  });
  const { house, into, start } = await prepare({ env: { ...slow } });
  const handle = await start();
  await until('rows are there', async () => {
    const rows = await into.sql<{ n: number }>('SELECT count(*)::int AS n FROM app.sale').catch(() => []);
    return rows[0]?.n === 90;
  });
  await handle.cancel();
  failed(await readResult<RestoreOutcome>(handle), 'Cancelled');
  expect(await into.sql(LEFT)).toEqual([{ kept: 1, schemas: 0, types: 0, marks: 0 }]);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('what depends on a half restored excerpt is not dropped with it', async () => {
  const slow = wrapPrograms(clusterOf(15).programs, {
    pg_restore: `case "$*" in *post-data*) exec sleep 600;; esac; exec "$REAL" "$@"`,
  });
  const { into, start } = await prepare({ env: { ...slow } });
  const handle = await start();
  await until('rows are there', async () => {
    const rows = await into.sql<{ n: number }>('SELECT count(*)::int AS n FROM app.sale').catch(() => []);
    return rows[0]?.n === 90;
  });
  await into.sql('CREATE VIEW public.mine AS SELECT * FROM app.sale');
  await handle.cancel();
  failed(await readResult<RestoreOutcome>(handle), 'Cancelled');
  expect(await into.sql('SELECT count(*)::int AS rows FROM public.mine')).toEqual([{ rows: 90 }]);
});

test('rows of other tables of the same archive do not come', async () => {
  const source = await makeDatabase(clusterOf(15));
  await source.sql(
    `CREATE TABLE a AS SELECT i, repeat('x', 100) AS t FROM generate_series(1, 260000) i; CREATE TABLE b AS SELECT * FROM a; CREATE TABLE c AS SELECT * FROM a`,
  );
  const house = await openHouse(source, { policy: { dump: { streams: 2 } } });
  await house.startWorker();
  done(await house.backup());
  const into = await makeDatabase(clusterOf(15));
  await into.sql(`CREATE TABLE b (i int, t text); CREATE TABLE c (i int, t text)`);
  const { exitCode, outcome } = await restoreInto(house, into, '--tables', 'a');
  expect([exitCode, outcome?.verdict]).toEqual([0, 'passed']);
  const rows = `SELECT (SELECT count(*)::int FROM a) AS a, (SELECT count(*)::int FROM b) AS b, (SELECT count(*)::int FROM c) AS c`;
  expect(await into.sql(rows)).toEqual([{ a: 260_000, b: 0, c: 0 }]);
});
