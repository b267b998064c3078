import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { runSql } from '../../dev/stack/postgres-cluster.ts';
import { clearFetched } from '../../src/activities/restore/clear.ts';
import { compareRestored } from '../../src/activities/restore/compare.ts';
import { loadBackup } from '../../src/activities/restore/load.ts';
import { planRestore } from '../../src/activities/restore/plan.ts';
import { fetchBackup } from '../../src/activities/restore-test/fetch.ts';
import { unpackBackup } from '../../src/activities/restore-test/unpack.ts';
import { urlOf } from '../stack/databases.ts';
import type { Sandboxed } from './sandboxed.ts';
import { JOB, type Stage } from './stage.ts';

const OPTIONS = { create: true, withGlobals: false, analyze: true };

/** Restores a backup for real, into a database that is made for it on the shared cluster and dropped with the test. */
export async function restoreForReal(
  stage: Stage,
  backup: string,
): Promise<Sandboxed & { readonly name: string; readonly url: string }> {
  const { cluster } = stage.database;
  const name = `r_${randomBytes(6).toString('hex')}`;
  const [url, server] = [urlOf(cluster, name), urlOf(cluster, 'template1')];
  onTestFinished(async () => {
    await runSql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
  const file = stage.at(`${name}.url`);
  writeFileSync(file, url, { mode: 0o600 });
  const deps = stage.deps();
  const { plan } = await planRestore(
    { run: stage.identify('restore'), into: `file:${file}`, options: OPTIONS, backup },
    JOB,
    deps,
  );
  const { folder } = await fetchBackup({ plan }, JOB, deps);
  await unpackBackup({ plan, folder }, JOB, deps);
  const { checks } = await loadBackup({ plan, folder }, JOB, deps);
  return {
    name,
    url,
    sql: async text => {
      await runSql(server, text);
    },
    examine: async () => {
      const compared = await compareRestored({ plan, folder }, JOB, deps);
      await clearFetched({ plan }, deps);
      return [...checks, ...compared.checks];
    },
  };
}
