import { statSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { storedFiles } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { runLine } from './usual-line.ts';

const BACKUP = 'pg_dump $DATABASE_URL | gzip > $BACKUP_FILE; echo "Backup completed: $BACKUP_FILE"';
const DAILY = `pg_dump -Fc "$DATABASE_URL" -f daily_20261121.dump
  cp daily_20261121.dump bucket_20261121.dump
  find . -name 'daily_*.dump' -mtime +30 -delete`;
const DRILL = `LATEST_BACKUP=$(ls -t backup_*.sql.gz | head -1)
  gunzip < $LATEST_BACKUP | psql $DATABASE_URL
  echo "tested $LATEST_BACKUP"`;

/** The repository's backups, as the names of their folders. */
const listed = (folder: string) =>
  storedFiles(folder).flatMap(file => /backups\/(.*)\/manifest\.json$/.exec(file)?.[1] ?? []);

test('X1: a dump that failed is a valid gzip of 20 bytes and ends 0; Firedrill fails and lists nothing', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  const house = await openHouse(database, { url: `${database.url}_gone` });
  const variables = { DATABASE_URL: `${database.url}_gone`, BACKUP_FILE: 'backup.sql.gz' };
  const { exitCode, stdout } = await runLine(BACKUP, database, house.folder, variables);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'Backup completed: backup.sql.gz' });
  expect(statSync(house.at('backup.sql.gz')).size).toBe(20);
  expect((await execa('gzip', ['--test', house.at('backup.sql.gz')])).exitCode).toBe(0);

  await house.startWorker();
  failed(await house.backup(), 'DatabaseMissing');
  expect(listed(house.folder)).toEqual([]);
});

test("X3: a second run empties the morning's file and its copy and ends 0; Firedrill keeps the morning's backup", async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  const house = await openHouse(database);
  expect((await runLine(DAILY, database, house.folder)).exitCode).toBe(0);
  const copy = house.at('bucket_20261121.dump');
  expect(statSync(copy).size).toBeGreaterThan(100_000);
  const gone = `${database.url}_gone`;
  expect((await runLine(DAILY, database, house.folder, { DATABASE_URL: gone })).exitCode).toBe(0);
  expect(statSync(copy).size).toBe(0);

  await house.startWorker();
  const { backupId } = done(await house.backup());
  writeFileSync(house.at('url'), gone);
  failed(await house.backup(), 'DatabaseMissing');
  expect(listed(house.folder)).toEqual([backupId]);
});

test('X4: the newest file is the one that failed, it loads with 0; Firedrill tests the newest backup there is', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  const scratch = await makeDatabase(clusterOf(15));
  const house = await openHouse(database);
  await runLine(BACKUP, database, house.folder, { BACKUP_FILE: 'backup_1.sql.gz' });
  await runLine(`touch -d '1 hour ago' backup_1.sql.gz`, database, house.folder);
  const gone = `${database.url}_gone`;
  await runLine(BACKUP, database, house.folder, { BACKUP_FILE: 'backup_2.sql.gz', DATABASE_URL: gone });
  const { exitCode, stdout } = await runLine(DRILL, scratch, house.folder);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'tested backup_2.sql.gz' });
  expect(await scratch.sql(`SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'`)).toEqual([{ n: 0 }]);

  await house.startWorker();
  const { backupId } = done(await house.backup());
  writeFileSync(house.at('url'), gone);
  failed(await house.backup(), 'DatabaseMissing');
  expect(done(await house.restoreTest())).toMatchObject({ verdict: 'passed', backupId });
});
