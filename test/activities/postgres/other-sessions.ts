import { Client } from 'pg';
import { onTestFinished, vi } from 'vitest';
import type { TestDatabase } from '../../stack/databases.ts';

const PATIENCE_MS = 60_000;

/** A session of somebody else, which may hold a transaction open. */
export async function openOther({ url }: TestDatabase): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** Resolves when a session of the database waits for a lock. */
export async function someoneWaits(database: TestDatabase): Promise<void> {
  await sessionsWhere(database, `wait_event_type = 'Lock'`, count => count > 0);
}

/** Resolves when as many sessions of the database are in a state (a condition over pg_stat_activity) as is wanted. */
export async function sessionsWhere(
  { sql, name }: TestDatabase,
  condition: string,
  wanted: (count: number) => boolean,
): Promise<void> {
  const query = `SELECT pid FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid() AND ${condition}`;
  await vi.waitUntil(async () => wanted((await sql(query)).length), { timeout: PATIENCE_MS, interval: 20 });
}
