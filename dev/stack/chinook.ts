import { readFileSync } from 'node:fs';
import { type PostgresCluster, runSql } from './postgres-cluster.ts';

const SCRIPT = new URL('../data/chinook.sql', import.meta.url);
const PREAMBLE_END = '\\c chinook;';

/** Makes a database with the Chinook sample data (a music shop: 11 tables, 15,607 rows), unless it is there already. */
export async function loadChinook(cluster: PostgresCluster, database = 'chinook'): Promise<void> {
  const there = await runSql(cluster.url('template1'), `SELECT 1 FROM pg_database WHERE datname = '${database}'`);
  if (there.length > 0) return;
  await runSql(cluster.url('template1'), `CREATE DATABASE "${database}"`);
  const script = readFileSync(SCRIPT, 'utf8');
  // The script drops and makes a database of its own first, and goes there with a command of psql.
  await runSql(cluster.url(database), script.slice(script.indexOf(PREAMBLE_END) + PREAMBLE_END.length));
}
