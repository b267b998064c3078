import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { requestPlan } from '../../src/client/runs/request-plan.ts';
import { readResult } from '../../src/client/runs/run-result.ts';
import { startRun } from '../../src/client/runs/start-run.ts';
import type { RestoreOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { until } from '../stack/waiting.ts';
import { houseWith, restoreInto, SHOP } from './excerpts.ts';

/** What deparses differently after a round trip, and what is easily lost. */
const MORE = `CREATE TABLE app.kinds (k varchar CHECK (k IN ('a', 'b')), v int); CREATE INDEX kinds_v ON app.kinds (v) WHERE k IN ('a', 'b');
  CREATE FUNCTION public.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER on_ddl ON ddl_command_end EXECUTE FUNCTION public.on_ddl()`;

const structure = (outcome: RestoreOutcome | undefined) =>
  outcome?.checks.filter(({ name }) => name.startsWith('structure'));

describe.each([
  [15, 15],
  [15, 18],
  [16, 18],
  [18, 18],
])('from PostgreSQL %i into %i', (from, to) => {
  test('the structure of a restored database is compared object by object', async () => {
    // The other majors come without extensions here.
    const [own, other] = to === 15 ? ['CREATE EXTENSION citext', 'CREATE EXTENSION pg_trgm'] : ['', ''];
    const house = await houseWith(await makeDatabase(clusterOf(from)), `${SHOP}; ${MORE}; ${own}`);
    const into = await makeDatabase(clusterOf(to));
    await into.sql(other);
    const { exitCode, document, outcome, failed: wanting } = await restoreInto(house, into);
    expect([exitCode, document.error]).toEqual([0, undefined]);
    expect(wanting).toEqual([]);
    expect(structure(outcome)).toEqual([
      expect.objectContaining({
        name: 'structure',
        verdict: 'passed',
        detail: expect.stringContaining('EVENT TRIGGER 1'),
      }),
    ]);
    expect(leftoversOf(house.folder)).toEqual(NOTHING);
  });
});

test('of an excerpt only its own objects are compared', async () => {
  const house = await houseWith(await makeDatabase(clusterOf(16)), SHOP);
  const into = await makeDatabase(clusterOf(16));
  await into.sql('CREATE TABLE public.country (code text PRIMARY KEY, name text); CREATE TABLE public.other (a int)');
  await into.sql(`INSERT INTO public.country VALUES ('de', 'x')`);
  const { outcome } = await restoreInto(house, into, '--tables', 'app.customer');
  expect(structure(outcome)).toEqual([expect.objectContaining({ name: 'structure', verdict: 'passed' })]);
});

/** A restore into an empty database, with SQL that runs in it before it is compared. */
async function restoredWith(sql: string) {
  const source = await makeDatabase(clusterOf(15));
  await source.sql(`${SHOP}; ${MORE}`);
  const house = await openHouse(source);
  await house.startWorker({
    plants: [{ activity: 'compareRestored', when: 'before', once: true, act: { holdIn: house.folder } }],
  });
  done(await house.backup());
  const into = await makeDatabase(clusterOf(15));
  writeFileSync(house.at('into.url'), into.url, { mode: 0o600 });
  const input = {
    target: 'shop',
    requestedBy: 'test',
    into: `file:${house.at('into.url')}`,
    options: { create: false, withGlobals: false, analyze: true },
  };
  const plan = await requestPlan(house.engine, { kind: 'restore', ...input });
  const handle = await startRun(house.engine, 'restore', { ...input, agreed: plan.digest });
  await until('the comparison is due', async () => existsSync(house.at('held')));
  await into.sql(sql);
  writeFileSync(house.at('release'), '');
  return readResult<RestoreOutcome>(handle);
}

test.each([
  ['an index that is gone', 'DROP INDEX app.kinds_v', 'structure INDEX app.kinds_v'],
  [
    'a trigger that is switched off',
    'ALTER TABLE app.customer DISABLE TRIGGER watch',
    'structure TRIGGER app.customer watch',
  ],
  ['a view too many', 'CREATE VIEW public.surplus AS SELECT 1', 'structure VIEW public.surplus'],
])('%s is a finding', async (_, sql, name) => {
  const { outcome } = failed(await restoredWith(sql), 'DataDiffers');
  expect(outcome?.checks?.filter(({ verdict }) => verdict === 'failed').map(check => check.name)).toEqual([name]);
});
