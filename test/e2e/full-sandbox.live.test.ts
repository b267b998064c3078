import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { canMount, withSmall } from '../stack/small-file-system.ts';

/** Sorts more rows than any of these sandboxes has room for. */
const HUGE = 'SELECT count(*) FROM (SELECT l.b, r.b FROM t l, t r ORDER BY 1, 2 LIMIT 3000000) x';

test.skipIf(!canMount).each([
  [26, 'the sandbox was full before its cluster was made'],
  [42, 'the sandbox became full while the backup was restored'],
  [54, 'the sandbox became full'],
  [90, 'the sandbox became full during the assertion huge'],
])('a sandbox of %i MiB accuses no backup: %s', async (sizeMiB, words) => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(`CREATE TABLE t (a int, b text); CREATE INDEX ON t (b, a); CREATE INDEX ON t (a, b);
    INSERT INTO t SELECT i, repeat('x', 100) FROM generate_series(1, 10000) i`);
  const house = await openHouse(database, {
    policy: { checks: { sql: [{ name: 'huge', query: HUGE, equals: '3000000' }] } },
  });
  mkdirSync(house.at('state/sandboxes'), { mode: 0o711 });
  await house.startWorker({ through: withSmall(house.at('state/sandboxes'), sizeMiB) });
  done(await house.backup());
  const { failure, outcome } = failed(await house.restoreTest(), 'Inconclusive');
  expect(failure).toMatchObject({
    message: expect.stringContaining(`no space for a restore test: ${words}`),
    hint: expect.stringContaining('sandboxes.NAME.directory'),
  });
  expect(outcome?.verdict).toBe('inconclusive');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});
