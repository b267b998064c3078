import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { runSql } from '../../dev/stack/postgres-cluster.ts';
import type { SharedCluster } from './global-setup.ts';

/** A database that only one test uses. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  readonly cluster: SharedCluster;
  readonly sql: <Row extends object>(text: string) => Promise<readonly Row[]>;
}

/** The shared cluster of a major. */
export function clusterOf(major: number): SharedCluster {
  const found = inject('clusters').find(cluster => cluster.major === major);
  if (found === undefined) throw new TypeError(`the set-up starts no PostgreSQL ${major}`);
  return found;
}

/** Makes a database of its own on a shared cluster, empty or as a copy of Chinook. It goes away with the cluster. */
export async function makeDatabase(
  cluster: SharedCluster,
  template: 'empty' | 'chinook' = 'empty',
): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await runSql(
    urlOf(cluster, 'template1'),
    `CREATE DATABASE ${name} TEMPLATE ${template === 'empty' ? 'template0' : 'chinook'}`,
  );
  const url = urlOf(cluster, name);
  return { name, url, cluster, sql: text => runSql(url, text) };
}

/** The connection string of a database of a shared cluster. */
export function urlOf(cluster: SharedCluster, database: string): string {
  return cluster.url.replace('DATABASE', database);
}
