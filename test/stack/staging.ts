import { randomBytes } from 'node:crypto';
import { runSql } from '../../dev/stack/postgres-cluster.ts';
import { type TestDatabase, urlOf } from './databases.ts';
import { type HouseOptions, openHouse } from './firedrill.ts';
import type { SharedCluster } from './global-setup.ts';

export const PASSWORD = 'only-for-this-test';

/** A role on a server that others use, and what a restore test may see or leave there. */
export async function makeStaging(cluster: SharedCluster, rights = 'CREATEDB') {
  const role = `drill_${randomBytes(4).toString('hex')}`;
  const admin = <Row extends object>(sql: string) => runSql<Row>(urlOf(cluster, 'template1'), sql);
  await admin(`CREATE ROLE ${role} LOGIN ${rights} PASSWORD '${PASSWORD}'`);
  const at = new URL(urlOf(cluster, 'template1'));
  at.username = role;
  at.password = PASSWORD;
  const owned = () =>
    admin<{ name: string }>(`SELECT datname::text AS name FROM pg_database WHERE pg_get_userbyid(datdba) = '${role}'`);
  const state = () =>
    admin(
      `SELECT (SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolname !~ '^drill_') AS roles,
              (SELECT string_agg(spcname, ' ' ORDER BY spcname) FROM pg_tablespace) AS tablespaces,
              (SELECT count(*) FROM pg_db_role_setting) AS settings`,
    );
  return { role, url: at.href, owned, state };
}

/** Firedrill whose restore tests happen on that server. */
export async function openStaged(
  database: TestDatabase,
  staging: { readonly url: string },
  options: { readonly allowSource?: boolean; readonly policy?: HouseOptions['policy'] } = {},
) {
  const { allowSource = false, policy } = options;
  process.env['STAGING_DATABASE_URL'] = staging.url;
  return openHouse(database, {
    policy,
    sandboxes: { staging: { kind: 'server', url: 'env:STAGING_DATABASE_URL', allowSource } },
  });
}
