import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createKeyFile } from '../../src/activities/keys/key-file.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done, failed } from '../stack/outcomes.ts';
import { runLine } from './usual-line.ts';

const ENCRYPT =
  'pg_dump $DATABASE_URL | gzip | openssl enc -aes-256-cbc -salt -pbkdf2 -pass env:PASSPHRASE -out backup.sql.gz.enc';
const DECRYPT =
  'openssl enc -d -aes-256-cbc -pbkdf2 -pass env:PASSPHRASE -in backup.sql.gz.enc -out backup.sql.gz && echo decrypted';
const LOAD = 'gunzip < backup.sql.gz | psql $DATABASE_URL && echo restored';

/** `Salted__`, 8 bytes of salt, blocks of 16 bytes; 10,000 rounds (openssl-enc(1)). */
const SALT_END = 16;
const ROUNDS = 10_000;

/** A wrong password under which the last block ends as padding does: about one of 256. */
function acceptedPassword(file: string): string {
  const bytes = readFileSync(file);
  const salt = bytes.subarray(8, SALT_END);
  const [before, last] = [bytes.subarray(-32, -16), bytes.subarray(-16)];
  for (let number = 0; ; number += 1) {
    const password = `wrong ${number}`;
    const key = pbkdf2Sync(password, salt, ROUNDS, 32, 'sha256');
    const decipher = createDecipheriv('aes-256-cbc', key, before);
    try {
      decipher.update(last);
      decipher.final();
      return password;
    } catch {
      // Refused, as most are.
    }
  }
}

test('M23, X15: AES-CBC takes a wrong password and ends 0, and so does the restore; Firedrill takes no other key', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  const scratch = await makeDatabase(clusterOf(15));
  const house = await openHouse(database);
  await runLine(ENCRYPT, database, house.folder, { PASSPHRASE: 'a passphrase' });
  const PASSPHRASE = acceptedPassword(house.at('backup.sql.gz.enc'));
  const decrypted = await runLine(DECRYPT, database, house.folder, { PASSPHRASE });
  expect([decrypted.exitCode, decrypted.stdout]).toEqual([0, 'decrypted']);
  const loaded = await runLine(LOAD, scratch, house.folder);
  expect([loaded.exitCode, loaded.stdout]).toEqual([0, 'restored']);
  expect(await scratch.sql(`SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'`)).toEqual([{ n: 0 }]);

  await house.startWorker();
  done(await house.backup());
  rmSync(house.at('key'));
  createKeyFile(house.at('key'));
  const { outcome } = failed(await house.restoreTest(), 'KeyWrong');
  expect(outcome?.steps.find(({ name }) => name === 'restore')?.state).toBe('waiting');
  expect((await house.cli('restore-test', 'shop')).exitCode).toBe(12);
});
