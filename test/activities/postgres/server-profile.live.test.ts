import { expect, onTestFinished, test } from 'vitest';
import { readServerProfile } from '../../../src/activities/postgres/server-profile.ts';
import { clusterOf, makeDatabase, type TestDatabase } from '../../stack/databases.ts';
import { connectSource, openSource, urlAs } from './sources.ts';

async function profileOf(url: string, also?: readonly string[]) {
  const session = await openSource(url);
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  return readServerProfile(session, also);
}

async function makeReader(database: TestDatabase): Promise<string> {
  await database.sql(`CREATE ROLE ${database.name}_r LOGIN PASSWORD 'secret'`);
  onTestFinished(async () => void (await database.sql(`DROP ROLE ${database.name}_r`)));
  return urlAs(database.url, `${database.name}_r`);
}

test.each([15, 16, 18])(
  'M17: reads settings with their source from PostgreSQL %i, those of its own session aside',
  async major => {
    const database = await makeDatabase(clusterOf(major));
    await database.sql(
      `ALTER DATABASE ${database.name} SET jit = on; ALTER DATABASE ${database.name} SET search_path = 'token hidden'`,
    );
    const { settings, fullVersion, architecture } = await profileOf(database.url);
    expect(fullVersion).toContain(`PostgreSQL ${major}.`);
    expect(architecture).toMatch(/linux/);
    expect(settings).toEqual(
      expect.arrayContaining([
        { name: 'jit', value: 'on', source: 'database' },
        { name: 'search_path', value: null, source: 'database' },
        { name: 'block_size', value: '8192', source: 'initdb' },
        { name: 'data_checksums', value: expect.stringMatching(/^o(n|ff)$/), source: 'initdb' },
      ]),
    );
    expect(settings.map(({ name }) => name)).not.toContain('row_security');
    expect(settings.map(({ source }) => source)).not.toContain('session');
    expect(settings.some(({ source }) => source === 'configuration file')).toBe(true);
  },
);

test('M17: leaves the session as it was, also where its role has settings of its own', async () => {
  const database = await makeDatabase(clusterOf(16));
  await database.sql(`ALTER DATABASE ${database.name} SET extra_float_digits = 0`);
  const session = await openSource(database.url);
  await session.query('BEGIN');
  await readServerProfile(session);
  const [row] = await session.query<{ digits: string; path: string }>(
    `SELECT current_setting('extra_float_digits') AS digits, current_setting('search_path') AS path`,
  );
  expect(row).toEqual({ digits: '3', path: '' });
});

test('M17: names a setting that is at its default where it is asked for', async () => {
  const { settings } = await profileOf((await makeDatabase(clusterOf(18))).url, ['enable_seqscan']);
  expect(settings).toContainEqual({ name: 'enable_seqscan', value: 'on', source: 'default' });
});

test('M17: a superuser reads the access rules, an ordinary role is told that it may not', async () => {
  const database = await makeDatabase(clusterOf(15));
  const { accessRules } = await profileOf(database.url);
  expect(accessRules?.length).toBeGreaterThan(0);
  expect(accessRules?.[0]).toMatchObject({ type: expect.any(String), databases: ['all'], method: expect.any(String) });
  const reader = await makeReader(database);
  const session = await connectSource(reader);
  try {
    await session.query('BEGIN');
    expect((await readServerProfile(session)).accessRules).toBeNull();
    expect(await session.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  } finally {
    await session.close();
  }
});
