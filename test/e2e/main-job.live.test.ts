import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/domain/verdicts.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';

describe.each([15, 16, 18])('PostgreSQL %i', major => {
  test.each(['directory', 's3'] as const)('a backup in %s is restored and is what it was', async place => {
    const database = await makeDatabase(clusterOf(major), 'chinook');
    const house = await openHouse(database, { repositories: [place] });
    await house.startWorker();
    const backup = done(await house.backup());
    expect(backup).toMatchObject({
      verdict: 'passed',
      proof: { mode: 'full', tables: 11, rows: 15_607, notProven: 0 },
    });

    const tested = done(await house.restoreTest());
    expect(tested).toMatchObject({ verdict: 'passed', backupId: backup.backupId });
    const tables = tested.checks.filter(({ name }) => name.startsWith('table '));
    expect(tables).toHaveLength(11);
    expect(tables.every(({ verdict }) => verdict === 'passed')).toBe(true);
    expect(indexesOf(tested.checks)?.verdict).toBe(major === 15 ? 'passed' : 'inconclusive');
    expect(tested.measured?.rtoMs).toBeGreaterThan(0);
    if (place === 'directory') {
      for (const file of Object.values(tested.evidence ?? {})) expect(existsSync(String(file))).toBe(true);
      expect(readFileSync(String(tested.evidence?.markdown), 'utf8')).toContain(backup.backupId);
    }
  });
});

/** The wheel's PostgreSQL 16 and 18 come without amcheck: there the check could not be done, and says so. */
function indexesOf(checks: readonly Check[]): Check | undefined {
  return checks.find(({ name }) => name.includes('index'));
}
