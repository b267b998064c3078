import { expect, test } from 'vitest';
import {
  formatConnectionString,
  mistakeInKeywords,
  parseConnectionString,
  readConnectionString,
} from '../../src/config/connection-string.ts';
import { configurationFromEnvironment } from '../../src/config/environment.ts';
import { isConnectionKeyword } from '../../src/config/libpq-keywords.ts';
import { Failure } from '../../src/domain/failures.ts';
import { tryCases } from './cases.ts';
import { mutateText } from './mutations.ts';

const SECRET = 'kUmquat77';
const STRINGS = [
  `postgres://backup:${SECRET}@db-1.example:5432,db-2.example/orders?sslmode=verify-full&application_name=x`,
  `postgresql://backup:${SECRET}@[2001:db8::1]:5433/orders?options=-c%20search_path%3Dx`,
  `postgres://backup@%2Fvar%2Frun%2Fpostgresql/orders?password=${SECRET}`,
  `host=db-1.example port=5432 dbname=orders user=backup password=${SECRET}`,
  `host = 'db 1' dbname='o\\'rders' user=backup password='${SECRET}' sslmode=require`,
];

test('a damaged connection string is keywords of libpq, or a mistake that repeats no password', async () => {
  await tryCases(15_000, chances => {
    const reading = readConnectionString(mutateText(chances.pick(STRINGS), chances));
    if (reading.mistake !== undefined) return expect(reading.mistake).not.toContain(SECRET);
    expect(Object.getPrototypeOf(reading.keywords)).toBe(Object.prototype);
    return expect(Object.keys(reading.keywords).filter(keyword => !isConnectionKeyword(keyword))).toEqual([]);
  });
});

test('what was read is written so that it reads the same', async () => {
  await tryCases(6_000, chances => {
    const { keywords, mistake } = { keywords: {}, ...readConnectionString(mutateText(chances.pick(STRINGS), chances)) };
    if (mistake !== undefined || mistakeInKeywords(keywords) !== undefined || Object.keys(keywords).length === 0)
      return;
    expect(parseConnectionString(formatConnectionString(keywords), 'it')).toEqual(keywords);
  });
});

test('a damaged environment makes a target, or is refused without a password', async () => {
  const variables = {
    ...{ DATABASE_URL: '', POSTGRES_HOST: 'db', POSTGRES_PORT: '5432', POSTGRES_DB: 'orders', POSTGRES_USER: 'backup' },
    ...{ POSTGRES_PASSWORD: SECRET, DB_BACKUP_DIR: '/backups', DB_BACKUP_S3_BUCKET: '', AWS_REGION: 'eu-central-1' },
  };
  await tryCases(4_000, chances => {
    const name = chances.pick(Object.keys(variables));
    const value = mutateText(chances.pick([...STRINGS, ...Object.values(variables)]), chances);
    try {
      const { written, notes } = configurationFromEnvironment({ ...variables, [name]: value });
      expect(Object.keys(written.targets ?? {})).toHaveLength(1);
      expect(notes.join()).not.toContain(SECRET);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      expect(error.kind).toBe('ConfigurationInvalid');
      expect(`${error.message} ${error.hint}`).not.toContain(SECRET);
    }
  });
});
