import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';

test('a query that has become far slower than in three earlier tests is told, and fails nothing (M13)', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15)), {
    policy: {
      checks: { sql: [{ name: 'naps', query: 'SELECT 1 FROM pg_sleep(0.4)', equals: 1, maxMs: 60_000 }] },
    },
  });
  await house.startWorker();
  done(await house.backup());
  const trend = async () => {
    const { verdict, checks } = done(await house.restoreTest());
    expect(verdict).toBe('passed');
    return checks.find(({ name }) => name === 'time of naps against earlier tests');
  };
  for (const known of [0, 1, 2])
    expect(await trend()).toMatchObject({
      verdict: 'skipped',
      detail: `not enough history: ${known} of 3 earlier times`,
    });
  expect(await trend()).toMatchObject({ verdict: 'passed' });
  // As if every earlier test had found it fast.
  const folder = house.at(`repository/evidence/${new Date().getUTCFullYear()}`);
  for (const name of readdirSync(folder).filter(file => /restore-test.*json$/.test(file))) {
    const record = readFileSync(`${folder}/${name}`, 'utf8');
    writeFileSync(`${folder}/${name}`, record.replace(/("milliseconds": )\d+/g, '$110'));
  }
  expect(await trend()).toMatchObject({
    verdict: 'inconclusive',
    detail: expect.stringMatching(/^\d+ ms, where the median of earlier tests is 10 ms$/),
  });
});
