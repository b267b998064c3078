import { expect, test } from 'vitest';
import { cutShort, flipBit, newestFile } from '../stack/damage.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';
import { runLine } from './usual-line.ts';

const ENCRYPT =
  'pg_dump $DATABASE_URL | gzip | openssl enc -aes-256-cbc -salt -pbkdf2 -pass env:PASSPHRASE -out backup.sql.gz.enc';
const DECRYPT =
  'openssl enc -d -aes-256-cbc -pbkdf2 -pass env:PASSPHRASE -in backup.sql.gz.enc | gunzip | psql $DATABASE_URL';
const PASSPHRASE = { PASSPHRASE: 'a passphrase' };

/** A backup of Firedrill whose dump was damaged where it lies. */
async function damagedBackup(house: House, damage: (file: string) => void) {
  await house.startWorker();
  done(await house.backup());
  damage(newestFile(house.at('repository'), 'main-*.enc'));
  return house.restoreTest();
}

test('X15: under AES-CBC one flipped bit loads with 0 and rows are missing; Firedrill loads no row', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  const scratch = await makeDatabase(clusterOf(15));
  const house = await openHouse(database);
  expect((await runLine(ENCRYPT, database, house.folder, PASSPHRASE)).exitCode).toBe(0);
  flipBit(house.at('backup.sql.gz.enc'));
  expect((await runLine(DECRYPT, scratch, house.folder, PASSPHRASE)).exitCode).toBe(0);
  const rows = 'SELECT (SELECT count(*) FROM track)::int + (SELECT count(*) FROM playlist_track)::int AS n';
  const [lost] = await scratch.sql<{ n: number }>(rows);
  const [all] = await database.sql<{ n: number }>(rows);
  expect(lost?.n).toBeLessThan(all?.n ?? 0);

  const { outcome } = failed(await damagedBackup(house, flipBit), 'ArtifactDamaged');
  const finished = outcome?.steps.filter(({ state }) => state === 'done').map(({ name }) => name);
  expect(finished).toContain('choose');
  expect(finished).not.toContain('restore');
});

test('X18: pg_restore --list ends 0 on half an archive; Firedrill says that the backup is damaged', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  const house = await openHouse(database);
  const line =
    'pg_dump -Fc $DATABASE_URL -f whole.dump; head -c $(( $(stat -c %s whole.dump) / 2 )) whole.dump > half.dump';
  await runLine(line, database, house.folder);
  const { exitCode, stdout } = await runLine('pg_restore --list half.dump', database, house.folder);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('TABLE DATA public track');

  failed(await damagedBackup(house, cutShort), 'ArtifactDamaged');
});
