import { expect, test } from 'vitest';
import { commandEnvironment } from '../../../src/activities/restore-test/command-environment.ts';
import { testFolder } from '../../../src/activities/sandbox/folder.ts';
import { parseConnectionString } from '../../../src/config/connection-string.ts';

const server = { kind: 'local' as const, superuser: 'the owner', database: 'orders & more' };
const environment = (env: Parameters<typeof commandEnvironment>[0]['env']) =>
  commandEnvironment(
    { run: ['x'], timeLimitMs: 1, env },
    testFolder('/state/sandboxes/1a2b3c4d'),
    server,
    () => 's3cret',
  );

test('everything that names a database names the sandbox (M5)', () => {
  const { DATABASE_URL = '', ...rest } = environment({ NODE_ENV: 'test', KEY: { from: 'env', name: 'SMOKE_KEY' } });
  expect(rest).toEqual({
    NODE_ENV: 'test',
    KEY: 's3cret',
    HOME: '/state/sandboxes/1a2b3c4d/home',
    PGHOST: '/state/sandboxes/1a2b3c4d/c/s',
    PGPORT: '5432',
    PGUSER: 'the owner',
    PGDATABASE: 'orders & more',
    PGPASSFILE: '/state/sandboxes/1a2b3c4d/home/.pgpass',
    PGSERVICEFILE: '/state/sandboxes/1a2b3c4d/home/.pg_service.conf',
    PGSYSCONFDIR: '/state/sandboxes/1a2b3c4d/home',
  });
  expect(parseConnectionString(DATABASE_URL, 'it')).toEqual({
    host: '/state/sandboxes/1a2b3c4d/c/s',
    port: '5432',
    user: 'the owner',
    dbname: 'orders & more',
  });
  expect(new URL(DATABASE_URL).pathname).toBe('/orders%20%26%20more');
});

test('the policy may give another home, and nothing can take the place of the sandbox', () => {
  expect(environment({ HOME: '/srv/home', PGHOST: 'production' })).toMatchObject({
    HOME: '/srv/home',
    PGHOST: '/state/sandboxes/1a2b3c4d/c/s',
  });
});
