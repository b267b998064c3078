import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { clusterOf, makeDatabase, type TestDatabase } from '../stack/databases.ts';
import type { SharedCluster } from '../stack/global-setup.ts';

const SQL = readFileSync(fileURLToPath(new URL('every-object.sql', import.meta.url)), 'utf8');

/** A database with every kind of object; roles, which a cluster has once, bear its name. */
export async function makeEveryObject(
  major: number,
  cluster: SharedCluster = clusterOf(major),
): Promise<TestDatabase & { readonly roles: readonly [string, string] }> {
  const database = await makeDatabase(cluster);
  const roles = [`${database.name} a`, `${database.name} b`] as const;
  await database.sql(`CREATE ROLE "${roles[0]}"; CREATE ROLE "${roles[1]}" NOINHERIT`);
  await database.sql(
    SQL.replaceAll('ROLE_a', roles[0]).replaceAll('ROLE_b', roles[1]).replaceAll('THIS_', database.name),
  );
  return { ...database, roles };
}
