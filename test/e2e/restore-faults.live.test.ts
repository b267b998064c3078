import { randomBytes } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runSql } from '../../dev/stack/postgres-cluster.ts';
import { requestPlan } from '../../src/client/runs/request-plan.ts';
import { readResult } from '../../src/client/runs/run-result.ts';
import { startRun } from '../../src/client/runs/start-run.ts';
import type { RestoreOutcome } from '../../src/domain/outcomes.ts';
import { flipBit } from '../stack/damage.ts';
import { clusterOf, makeDatabase, urlOf } from '../stack/databases.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import type { Plant } from '../stack/plants.ts';
import { wrapPrograms } from '../stack/programs.ts';
import { until, untilActivity } from '../stack/waiting.ts';

const OPTIONS = { create: true, withGlobals: false, analyze: true };

/** A house with a backup of Chinook, and the name of a database that is missing or empty. */
async function prepare(state: 'missing' | 'empty', worker: Parameters<House['startWorker']>[0]) {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  const first = await house.startWorker({ own: true, ...worker });
  done(await house.backup());
  const name = `r_${randomBytes(6).toString('hex')}`;
  const url = urlOf(clusterOf(15), name);
  const server = urlOf(clusterOf(15), 'template1');
  if (state === 'empty') {
    await runSql(server, `CREATE DATABASE ${name} TEMPLATE template0`);
    await runSql(server, `COMMENT ON DATABASE ${name} IS 'kept'`);
  }
  onTestFinished(async () => {
    await runSql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
  writeFileSync(house.at('into.url'), url, { mode: 0o600 });
  const input = {
    target: 'shop',
    requestedBy: 'test',
    into: `file:${house.at('into.url')}`,
    options: OPTIONS,
  };
  const plan = await requestPlan(house.engine, { kind: 'restore', ...input });
  const exists = async () => (await runSql(server, `SELECT FROM pg_database WHERE datname = '${name}'`)).length > 0;
  const tables = async () =>
    (await runSql(url, `SELECT FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`)).length;
  const start = () => startRun(house.engine, 'restore', { ...input, agreed: plan.digest });
  return { house, first, url, exists, tables, start };
}

const attemptsOf = ({ steps }: RestoreOutcome, name: string) => steps.find(step => step.name === name)?.attempts;
const loading = (act: Plant['act'], when: Plant['when']): Plant => ({ activity: 'loadBackup', when, once: true, act });

describe.each(['missing', 'empty'] as const)('into a database that was %s', state => {
  test('a restore whose worker is killed in the middle begins with an empty one again', async () => {
    const slow = wrapPrograms(clusterOf(15).programs, {
      pg_restore: `"$REAL" "$@"; status=$?; case "$*" in *post-data*) sleep 3;; esac; exit $status`,
    });
    const { house, first, tables, start } = await prepare(state, { env: { ...slow } });
    const handle = await start();
    await until('rows are there', async () => (await tables().catch(() => 0)) === 11);
    first.kill();
    await first.ended;
    await house.startWorker();
    const outcome = done(await readResult<RestoreOutcome>(handle));
    expect(attemptsOf(outcome, 'load')).toBe(2);
    expect(outcome.checks.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
    expect(leftoversOf(house.folder)).toEqual(NOTHING);
  });

  test('a restore that nobody has heard of is made again', async () => {
    const { house, url, start } = await prepare(state, { plants: [loading('fail', 'after')] });
    const outcome = done(await readResult<RestoreOutcome>(await start()));
    expect(attemptsOf(outcome, 'load')).toBe(2);
    expect(outcome.verdict).toBe('passed');
    expect(await runSql(url, `SELECT FROM pg_db_role_setting, unnest(setconfig) c WHERE c LIKE 'firedrill%'`)).toEqual(
      [],
    );
    if (state === 'empty') {
      const comment = await runSql(
        url,
        `SELECT shobj_description(oid, 'pg_database') AS c FROM pg_database WHERE datname = current_database()`,
      );
      expect(comment).toEqual([{ c: 'kept' }]);
    }
    expect(leftoversOf(house.folder)).toEqual(NOTHING);
  });

  test('a restore that is cancelled leaves no half', async () => {
    const slow = wrapPrograms(clusterOf(15).programs, { vacuumdb: 'exec sleep 600' });
    const { house, exists, tables, start } = await prepare(state, { env: { ...slow } });
    const handle = await start();
    await untilActivity(handle, 'loadBackup');
    await until('rows are there', async () => (await tables().catch(() => 0)) === 11);
    await handle.cancel();
    failed(await readResult<RestoreOutcome>(handle), 'Cancelled');
    expect(await exists()).toBe(state === 'empty');
    if (state === 'empty') expect(await tables()).toBe(0);
    expect(leftoversOf(house.folder)).toEqual(NOTHING);
  });
});

test('M6: a damaged artifact ends a restore before the first statement reaches the server', async () => {
  const { house, exists, start } = await prepare('missing', {});
  for (const file of globSync(house.at('repository/targets/shop/backups/*/proof-*'))) flipBit(file);
  const { failure } = failed(await readResult<RestoreOutcome>(await start()), 'ArtifactDamaged');
  expect(failure.message).toContain('proof');
  expect(await exists()).toBe(false);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('somebody else’s table in the database ends a restore, and stays', async () => {
  const { house, url, start } = await prepare('empty', {});
  await runSql(url, 'CREATE TABLE mine (a int)');
  failed(await readResult<RestoreOutcome>(await start()), 'DestinationUnusable');
  expect(await runSql(url, 'SELECT count(*)::int AS rows FROM mine')).toEqual([{ rows: 0 }]);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('a plan that is another one by now is not carried out', async () => {
  const { house, exists, start } = await prepare('missing', {});
  // Ids of backups sort by their second.
  await new Promise(resolve => setTimeout(resolve, 1_000));
  done(await house.backup());
  failed(await readResult<RestoreOutcome>(await start()), 'DestinationUnusable');
  expect(await exists()).toBe(false);
});

test('the password of the destination is in no history, log, argv or evidence', async () => {
  const { house, first, start } = await prepare('missing', {});
  const handle = await start();
  done(await readResult<RestoreOutcome>(handle));
  const { password } = clusterOf(15);
  expect(JSON.stringify(await handle.fetchHistory())).not.toContain(password);
  expect(first.log()).not.toContain(password);
  const evidence = globSync(house.at('repository/evidence/**/*.*')).filter(file => existsSync(file));
  expect(evidence.length).toBeGreaterThan(3);
  for (const file of evidence) expect(readFileSync(file, 'utf8')).not.toContain(password);
});
