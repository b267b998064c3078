import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { runSql } from '../../dev/stack/postgres-cluster.ts';
import { requestPlan } from '../../src/client/runs/request-plan.ts';
import { readResult } from '../../src/client/runs/run-result.ts';
import { startRun } from '../../src/client/runs/start-run.ts';
import type { RestoreOutcome } from '../../src/domain/outcomes.ts';
import { clusterOf, urlOf } from '../stack/databases.ts';
import type { House } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';
import { expectAsIfNothingHadBeen, houseOfKills, kills } from './killed-house.ts';

const LONG = { timeout: 300_000 };

/** Agrees to a restore into a new database, which goes away with the test. */
async function agreeToRestore(house: House) {
  const [name, file] = [`r_${randomBytes(6).toString('hex')}`, house.at('into.url')];
  const url = urlOf(clusterOf(15), name);
  onTestFinished(async () => {
    await runSql(urlOf(clusterOf(15), 'template1'), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
  writeFileSync(file, url, { mode: 0o600 });
  const options = { create: true, withGlobals: false, analyze: true };
  const input = { target: 'shop', requestedBy: 'test', into: `file:${file}`, options };
  const { digest } = await requestPlan(house.engine, { kind: 'restore', ...input });
  return { url, input: { ...input, agreed: digest } };
}

test.each([
  ['before', ['planRestore', 'compareRestored']],
  ['during', ['compareRestored']],
  ['after', ['planRestore', 'compareRestored']],
] as const)(
  'G8: a restore whose worker is killed %s every step is one database, whole',
  LONG,
  async (when, reading) => {
    const plants = kills([...reading, 'fetchBackup', 'unpackBackup', 'loadBackup', 'clearFetched'], when);
    let agreed: Awaited<ReturnType<typeof agreeToRestore>> | undefined;
    const house = await houseOfKills(plants, async prepared => {
      done(await prepared.backup());
      agreed = await agreeToRestore(prepared);
    });
    if (agreed === undefined) throw new TypeError('nothing was prepared');
    const handle = await startRun(house.engine, 'restore', agreed.input);
    const { verdict, checks, warnings } = done(await readResult<RestoreOutcome>(handle));
    expect(checks.filter(check => check.verdict !== 'passed')).toEqual([]);
    expect([verdict, warnings]).toEqual(['passed', []]);
    expect(await runSql(agreed.url, 'SELECT count(*)::int AS rows FROM orders')).toEqual([{ rows: 1000 }]);
    expect(
      await runSql(agreed.url, 'SELECT FROM pg_db_role_setting, unnest(setconfig) c WHERE c LIKE $$firedrill%$$'),
    ).toEqual([]);
    await expectAsIfNothingHadBeen(house, plants);
  },
);
