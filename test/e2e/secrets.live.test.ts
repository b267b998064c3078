import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { runSql } from '../../dev/stack/postgres-cluster.ts';
import { readResult } from '../../src/client/runs/run-result.ts';
import { clusterOf, makeDatabase, urlOf } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { descendantsOf, storedFiles } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';

const PASSWORD = 'planted-Pa55-of-the-role';
const ROW = 'planted-row-of-a-customer';

/** The command lines of everything that a worker started while `work` ran, seen every few milliseconds. */
async function commandLines<T>(pid: number, work: Promise<T>): Promise<{ result: T; seen: ReadonlySet<string> }> {
  const seen = new Set<string>();
  const timer = setInterval(() => {
    for (const argv of descendantsOf(pid)) seen.add(argv);
  }, 20);
  try {
    return { result: await work, seen };
  } finally {
    clearInterval(timer);
  }
}

test('no secret and no row is in a history, a log, an argv, a manifest or the evidence', async () => {
  const cluster = clusterOf(15);
  const database = await makeDatabase(cluster);
  await runSql(urlOf(cluster, 'template1'), `CREATE ROLE ${database.name}_role LOGIN SUPERUSER PASSWORD '${PASSWORD}'`);
  await database.sql(`CREATE TABLE customer AS SELECT '${ROW}' || n AS name FROM generate_series(1, 500) n`);
  await database.sql(`ALTER TABLE customer ADD CONSTRAINT short CHECK (length(name) > 10)`);
  const url = database.url.replace(/\/\/[^@]+@/, `//${database.name}_role:${PASSWORD}@`);
  const house = await openHouse(database, {
    url,
    repositories: ['directory', 's3'],
    policy: {
      checks: { sql: [{ name: 'fails', query: `SELECT (SELECT name FROM customer LIMIT 1)::int`, equals: '1' }] },
    },
  });
  const worker = await house.startWorker({
    own: true,
    plants: [
      {
        activity: 'restoreBackup',
        when: 'after',
        act: { sandboxSql: `UPDATE public.customer SET name = '${ROW}-changed' WHERE name = '${ROW}1'` },
      },
    ],
  });
  const { result, seen } = await commandLines(
    worker.pid,
    (async () => {
      const backup = await house.start('backup');
      done(await readResult(backup));
      const restoreTest = await house.start('restore-test');
      failed(await readResult(restoreTest), 'DataDiffers');
      const verify = await house.start('verify', { read: true });
      done(await readResult(verify));
      return [await backup.fetchHistory(), await restoreTest.fetchHistory(), await verify.fetchHistory()];
    })(),
  );
  expect([...seen].some(argv => argv.includes('pg_dump'))).toBe(true);

  const key = /[0-9a-f]{64}/.exec(readFileSync(house.at('key'), 'utf8'))?.[0] ?? 'no key';
  const secrets = [PASSWORD, ROW, key, inject('s3').secretAccessKey];
  // Payloads of a history are base64: they are searched as what they decode to.
  const histories = JSON.stringify(result).replaceAll(/"([A-Za-z0-9+/]{16,}={0,2})"/g, (_, text: string) =>
    Buffer.from(text, 'base64').toString('latin1'),
  );
  const places: readonly (readonly [string, string])[] = [
    ['histories', histories],
    ['log', worker.log()],
    ['argv', [...seen].join('\n')],
    ...storedFiles(house.folder).map(
      file => [file, readFileSync(join(house.at('repository'), file), 'latin1')] as const,
    ),
    ...s3Files(house.engine.namespace).map(file => [file, readFileSync(file, 'latin1')] as const),
  ];
  expect(histories).toContain('dumpBackup');
  expect(histories).toContain('examineBackup');
  for (const [place, text] of places) {
    for (const secret of secrets) expect(text.includes(secret), `${secret} in ${place}`).toBe(false);
  }
});

function s3Files(prefix: string): readonly string[] {
  const { folder, bucket } = inject('s3');
  return globSync('**/*', { cwd: join(folder, bucket, prefix), withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
}
