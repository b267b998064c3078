import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { sweepRepository } from '../../src/activities/leftovers/repository-leftovers.ts';
import { directoryStore } from '../../src/activities/repository/directory/directory-store.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING, storedFiles } from '../stack/leftovers.ts';
import type { Plant } from '../stack/plants.ts';
import { wrapPrograms } from '../stack/programs.ts';
import { superviseWorker } from '../stack/supervised-worker.ts';

const TABLES = `
CREATE TABLE orders (id serial PRIMARY KEY, note text);
INSERT INTO orders (note) SELECT 'order ' || n FROM generate_series(1, 1000) n;
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION watch()`;

/** What shows in the house's folder that an activity is in the middle of its work; those that only read are killed at once. */
const SEEN: { readonly [activity: string]: string } = {
  preflightBackup: 'repository/targets/shop/backups/*/run.json',
  dumpBackup: 'state/spool/**/main-*',
  uploadBackup: 'repository/targets/shop/backups/*/*.enc',
  commitBackup: 'repository/targets/shop/backups/*/manifest.json',
  clearSpool: 'state/spool/**',
  recordRun: 'repository/evidence/**',
  fetchBackup: 'state/sandboxes/*/fetched/*',
  unpackBackup: 'state/sandboxes/*/archives/*',
  openSandbox: 'state/sandboxes/*/c/data/base/*',
  compareStructure: 'state/sandboxes/*/c/data/base/*',
  destroySandbox: 'state/sandboxes/*/*',
  loadBackup: 'rows-come',
  clearFetched: 'state/sandboxes/*/*',
};

/** Kills of a worker, each once. */
export function kills(activities: readonly string[], when: Plant['when']): readonly Plant[] {
  return activities.map(activity => ({ activity, when, seen: SEEN[activity], once: true, act: 'kill' }));
}

/** A house whose worker is killed so and started again at once. `prepare` happens before, with a worker that lives. */
export async function houseOfKills(
  plants: readonly Plant[],
  prepare: (house: House) => Promise<unknown> = async () => undefined,
): Promise<House> {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(TABLES);
  const house = await openHouse(database, {
    policy: {
      checks: {
        sql: [{ name: 'orders', query: 'SELECT count(*) FROM orders', equals: '1000' }],
        command: { run: ['true'] },
      },
    },
  });
  const before = await house.startWorker();
  await prepare(house);
  await before.stop();
  const noted = wrapPrograms(clusterOf(15).programs, {
    pg_restore: `case "$*" in *--section=data*) touch '${house.at('rows-come')}' ;; esac; exec "$REAL" "$@"`,
  });
  await superviseWorker(house, { plants, env: { ...noted } });
  return house;
}

const TWO_DAYS_MS = 2 * 86_400_000;

/**
 * Everything that was planted has happened, there is one backup, and nothing else is left but what a writer that was killed
 * in the middle of a small object leaves for the sweep of the next day.
 */
export async function expectAsIfNothingHadBeen(house: House, plants: readonly Plant[]): Promise<void> {
  expect(readdirSync(house.at('plants')).toSorted()).toEqual(
    plants.map(({ activity, when }) => `${activity} ${when}`).toSorted(),
  );
  expect({ ...leftoversOf(house.folder), uploads: [] }).toEqual(NOTHING);
  const store = directoryStore(house.at('repository'));
  await sweepRepository(store, 'shop', async () => 'over', Date.now() + TWO_DAYS_MS);
  expect(leftoversOf(house.folder).uploads).toEqual([]);
  const files = storedFiles(house.folder).filter(file => file.startsWith('targets/'));
  expect(files.map(file => file.replace(/^.*\/([a-z]+)[^/]*$/, '$1')).toSorted()).toEqual([
    'globals',
    'main',
    'manifest',
    'proof',
    'run',
    'source',
  ]);
}
