import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { LogLine } from '../../src/domain/run-log.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';

/** The index calls a function that finds its table only where the search path leads there: pg_restore's does not. */
const UNRESTORABLE = `
CREATE TABLE rate (n int); INSERT INTO rate VALUES (4711);
CREATE FUNCTION known(n int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN (SELECT r.n FROM rate r WHERE r.n = known.n); END $$;
CREATE TABLE sale AS SELECT 4711 AS amount; CREATE INDEX ON sale (known(amount));`;

test('every run leaves a log beside its evidence, with what the tools warned of, and logs prints it (M20)', async () => {
  const database = await makeDatabase(clusterOf(16));
  await database.sql(UNRESTORABLE);
  const house = await openHouse(database);
  await house.startWorker();
  const backup = done(await house.backup());
  const { outcome } = failed(await house.restoreTest(), 'RestoreFailed');

  const logOf = async (run: string): Promise<readonly LogLine[]> => {
    const { exitCode, document } = await house.cli('logs', run);
    expect(exitCode).toBe(0);
    return (document.data as { lines: readonly LogLine[] }).lines;
  };
  const steps = (lines: readonly LogLine[]) => [...new Set(lines.map(({ step }) => step))];
  expect(steps(await logOf('backup:shop'))).toEqual([
    ...['run', 'plan', 'preflight', 'dump', 'upload', 'verify', 'commit'],
  ]);
  const tested = await logOf(String(outcome?.runId));
  expect(tested.map(({ step, message }) => `${step} ${message}`)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^restore pg_restore: errors ignored on restore: \d$/),
      'command skipped: none configured',
      expect.stringMatching(/^check failed: restore: CREATE INDEX .*relation "rate" does not exist/),
      expect.stringMatching(/^failure RestoreFailed: /),
      expect.stringMatching(/^run ended: failed, hosts: /),
    ]),
  );
  expect(tested.map(({ at }) => at)).toEqual(tested.map(({ at }) => at).toSorted());

  const file = String(outcome?.evidence?.json).replace(/json$/, 'log');
  expect(readFileSync(file, 'utf8')).not.toContain('4711');
  expect(statSync(file).size).toBeLessThan(10_000);
  expect(await house.cli('logs', backup.runId.replace(/.{8}$/, '00000000'))).toMatchObject({ exitCode: 10 });
});
