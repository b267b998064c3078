import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PostgresCluster, runSql, startCluster } from '../../../../dev/stack/postgres-cluster.ts';
import { readInventory, scopeOf } from '../../../../src/activities/postgres/proof/inventory.ts';
import { proveContent } from '../../../../src/activities/postgres/proof/prove.ts';
import { openSource } from '../sources.ts';
import { proveDatabase } from './contents.ts';

const TABLES = 120;
const INDEXES = 8;

/** As few places in the lock table as a server can have. */
const SETTINGS = {
  max_locks_per_transaction: '10',
  max_connections: '10',
  max_worker_processes: '0',
  max_wal_senders: '0',
  autovacuum_max_workers: '1',
  autovacuum: 'off',
};

const directory = mkdtempSync(join(tmpdir(), 'fd-locks-'));
let cluster: PostgresCluster;
beforeAll(async () => {
  chmodSync(directory, 0o711);
  cluster = await startCluster({ directory, major: 15, settings: SETTINGS });
  const columns = Array.from({ length: INDEXES }, (_, index) => `c${index} int UNIQUE DEFAULT 1`).join(', ');
  await runSql(
    cluster.url('postgres'),
    `DO $$ BEGIN FOR n IN 1..${TABLES} LOOP
       EXECUTE format('CREATE TABLE t%s (${columns})', n); EXECUTE format('INSERT INTO t%s DEFAULT VALUES', n); COMMIT;
     END LOOP; END $$`,
  );
});
afterAll(async () => {
  await cluster.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('reading every table in one transaction would fill the lock table', async () => {
  const session = await openSource(cluster.url('postgres'));
  await session.query('BEGIN');
  const read = async () => {
    for (const { name } of await readInventory(session)) await session.query(`SELECT count(*) FROM public.${name}`);
  };
  await expect(read()).rejects.toMatchObject({
    message: expect.stringContaining('out of shared memory'),
    hint: expect.stringContaining('max_locks_per_transaction'),
  });
});

test('D10: a proof does not', async () => {
  const { tables } = await proveDatabase(cluster.url('postgres'));
  expect(tables).toHaveLength(TABLES);
  expect(tables.every(({ rows }) => rows === 1)).toBe(true);
});

test('a proof that is stopped reads no further table', async () => {
  const session = await openSource(cluster.url('postgres'));
  const scope = scopeOf(await readInventory(session), [], false);
  const stop = new AbortController();
  const seen: string[] = [];
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const proven = proveContent(session, scope, 'full', stop.signal, ({ item }) => {
    seen.push(item);
    if (seen.length === 3) stop.abort(new Error('stopped by a person'));
  });
  await expect(proven).rejects.toThrow('stopped by a person');
  expect(seen).toEqual(['table public.t1', 'table public.t10', 'table public.t100']);
});

test('a proof tells how far it is', async () => {
  const session = await openSource(cluster.url('postgres'));
  const scope = scopeOf(await readInventory(session), [], false);
  const told: (readonly [number, number])[] = [];
  await session.query('BEGIN');
  await proveContent(session, scope, 'counts', new AbortController().signal, ({ doneBytes, totalBytes }) => {
    told.push([doneBytes, totalBytes]);
  });
  const [total] = told[0]?.slice(1) ?? [];
  expect(total).toBeGreaterThan(0);
  expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b));
  expect(told.at(-1)).toEqual([total, total]);
});
