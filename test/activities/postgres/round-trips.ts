import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { execa } from 'execa';
import { runSql } from '../../../dev/stack/postgres-cluster.ts';
import { type TestDatabase, urlOf } from '../../stack/databases.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import type { SharedCluster } from '../../stack/global-setup.ts';

/** An empty database with options of CREATE DATABASE. */
export async function makeDatabaseAs(cluster: SharedCluster, options: string): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await runSql(urlOf(cluster, 'template1'), `CREATE DATABASE ${name} TEMPLATE template0 ${options}`);
  const url = urlOf(cluster, name);
  return { name, url, cluster, sql: text => runSql(url, text) };
}

/** Dumps a database with the pg_dump of its own major, and restores it into an empty one with that one's pg_restore. */
export async function copyInto(from: TestDatabase, into: TestDatabase): Promise<void> {
  const archive = join(temporaryFolder(), 'archive');
  await execa(join(from.cluster.programs, 'pg_dump'), ['--format=custom', `--file=${archive}`, `--dbname=${from.url}`]);
  await execa(join(into.cluster.programs, 'pg_restore'), ['--exit-on-error', `--dbname=${into.url}`, archive]);
}
