import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { runSql } from '../../../dev/stack/postgres-cluster.ts';
import { clearFetched, withdrawRestore } from '../../../src/activities/restore/clear.ts';
import { compareRestored } from '../../../src/activities/restore/compare.ts';
import { loadBackup } from '../../../src/activities/restore/load.ts';
import { planRestore } from '../../../src/activities/restore/plan.ts';
import { fetchBackup } from '../../../src/activities/restore-test/fetch.ts';
import { unpackBackup } from '../../../src/activities/restore-test/unpack.ts';
import type { RestoreOptions } from '../../../src/domain/restore-plan.ts';
import { JOB, type Scripts, type Stage } from '../../mutations/stage.ts';
import { urlOf } from '../../stack/databases.ts';
import type { SharedCluster } from '../../stack/global-setup.ts';

/** What a test wants different: the server, what is there already, options, scripts in the place of programs. */
export interface Wanted {
  readonly cluster?: SharedCluster;
  readonly options?: Partial<RestoreOptions>;
  readonly scripts?: Scripts;
  /** SQL that makes the database before the plan is made, with its name for THIS_; absent means that it is missing. */
  readonly made?: string;
}

const OPTIONS: RestoreOptions = { create: true, withGlobals: false, analyze: false };

/** A restore that is planned, fetched and unpacked, into a database that goes away with the test; its next steps are called by hand. */
export async function prepareRestore(stage: Stage, backup: string, wanted: Wanted = {}) {
  const { cluster = stage.database.cluster, options, scripts, made } = wanted;
  const name = `r_${randomBytes(6).toString('hex')}`;
  const [url, server] = [urlOf(cluster, name), urlOf(cluster, 'template1')];
  const onServer = <Row extends object>(sql: string) => runSql<Row>(server, sql.replaceAll('THIS_', name));
  onTestFinished(async () => {
    await onServer('DROP DATABASE IF EXISTS THIS_ WITH (FORCE)');
  });
  for (const statement of made?.split(';') ?? []) await onServer(statement);
  const file = stage.at(`${name}.url`);
  writeFileSync(file, url, { mode: 0o600 });
  const deps = stage.deps(scripts);
  const input = { run: stage.identify('restore'), into: `file:${file}`, options: { ...OPTIONS, ...options }, backup };
  const { plan } = await planRestore(input, JOB, deps);
  const { folder } = await fetchBackup({ plan }, JOB, deps);
  await unpackBackup({ plan, folder }, JOB, deps);
  const exists = async () => (await onServer(`SELECT FROM pg_database WHERE datname = 'THIS_'`)).length > 0;
  const marks = () =>
    onServer<{
      mark: string;
    }>(`SELECT split_part(shobj_description(oid, 'pg_database'), chr(10), 1) AS mark FROM pg_database
      WHERE datname = 'THIS_' AND shobj_description(oid, 'pg_database') LIKE 'Firedrill is restoring%'`);
  return {
    name,
    url,
    plan,
    folder,
    exists,
    /** Marks of a restore that the database bears. */
    marks,
    onServer,
    sql: <Row extends object>(text: string) => runSql<Row>(url, text),
    load: () => loadBackup({ plan, folder }, JOB, deps),
    compare: () => compareRestored({ plan, folder }, JOB, deps),
    withdraw: () => withdrawRestore({ plan }, JOB, deps),
    clear: () => clearFetched({ plan }, deps),
  };
}
