import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runSql } from '../../dev/stack/postgres-cluster.ts';
import { makeEveryObject } from '../e2e/every-object.ts';
import { makeDatabase, type TestDatabase } from '../stack/databases.ts';
import { DUMP_MUTATIONS, mistakenDump, SILENT_RESTORE } from './dump.ts';
import { FORGETFUL_RESTORE, LEFT_OUT } from './left-out.ts';
import { accusationsIn, attribute, type Part } from './mutation.ts';
import { startOwnCluster } from './own-cluster.ts';
import { renderParts, writePart, writtenPart } from './page.ts';
import { breakPrograms, takeRights } from './programs.ts';
import { restoreForReal } from './restored.ts';
import { ROW_MUTATIONS } from './rows.ts';
import { restoreInSandbox } from './sandboxed.ts';
import { openStage } from './stage.ts';
import { damageStored } from './stored.ts';
import { STRUCTURE_MUTATIONS } from './structure.ts';
import { REAL_MUTATIONS, SANDBOX_MUTATIONS } from './surroundings.ts';

const textOf = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const ROWS = textOf('rows.sql');

let own: Awaited<ReturnType<typeof startOwnCluster>>;
beforeAll(async () => {
  own = await startOwnCluster(15);
});
afterAll(() => own.stop());

const parts: Part[] = [];
const clean: string[] = [];

/** Notes a part: every fault was found, and nothing else was accused. */
function note(part: Part): void {
  parts.push(part);
  expect(part.findings.filter(({ by }) => by === undefined).map(({ fault }) => fault)).toEqual([]);
  expect(part.accusations).toEqual([]);
}

/** A database with the rows, and a role that may read all of them. */
async function makeRows(): Promise<TestDatabase & { readonly reader: string }> {
  const database = await makeDatabase(own.cluster);
  const reader = `${database.name}_reader`;
  await database.sql(`CREATE ROLE ${reader} LOGIN BYPASSRLS PASSWORD 'reads' IN ROLE pg_read_all_data`);
  await database.sql(ROWS.replaceAll('READER', reader));
  return { ...database, reader };
}

const CLEARED = { name: 'rows were not cleared', query: 'SELECT count(*) FROM rows.cleared', atLeast: '1' };

test('a dump that is not of its proof’s moment is found, fault by fault', async () => {
  const database = await makeRows();
  await database.sql(`ALTER DATABASE ${database.name} SET app.lost = 'planted-value'`);
  const stage = openStage(database, { policy: { checks: { sql: [CLEARED] } } });
  const backup = await stage.backup(mistakenDump(database, database.reader));
  const sandboxed = await restoreInSandbox(stage, backup, SILENT_RESTORE);
  const checks = [...(await sandboxed.examine()), ...(await sandboxed.assert())];
  note(attribute('The dump, against the proof', DUMP_MUTATIONS, checks));
  const loud = (await (await restoreForReal(stage, backup)).examine()).filter(({ name }) => name === 'restore');
  const fault = 'rows do not pass a check that became stricter, and pg_restore says so';
  note(attribute('A restore of such a dump', [{ fault, finds: ['restore'] }], loud));
});

test('programs and rights that do not give everything are found', async () => {
  const database = await makeRows();
  note(await breakPrograms(openStage(database)));
  const url = database.url.replace(/\/\/[^@]*@/, `//${database.reader}:reads@`);
  note(await takeRights(openStage(database, { url }), database.reader));
});

test('every change of what is stored is found before anything is restored', async () => {
  note(await damageStored(openStage(await makeRows())));
});

test('what a restore leaves out, and what is changed in the restored database, is found and nothing else', async () => {
  const database = await makeEveryObject(15, own.cluster);
  const [a, b] = database.roles;
  const sqlOf = (mutations: readonly { readonly sql: string }[], name = database.name) =>
    mutations
      .map(({ sql }) => sql.replaceAll('ROLE_a', a).replaceAll('ROLE_b', b).replaceAll('THIS_', name))
      .join(';\n');
  await runSql(`${database.url}?options=-cdefault_transaction_read_only%3Doff`, ROWS.replaceAll('READER', b));
  const stage = openStage(database);
  const backup = await stage.backup();

  const forgetful = await restoreInSandbox(stage, backup, FORGETFUL_RESTORE);
  note(attribute('What pg_restore leaves out without a word', LEFT_OUT, await forgetful.examine()));

  const sandboxed = await restoreInSandbox(stage, backup);
  expect(accusationsIn(await sandboxed.examine())).toEqual([]);
  // A publication of all tables takes no updates of tables without a key.
  await sandboxed.sql(`DROP SCHEMA firedrill_amcheck CASCADE; ALTER PUBLICATION everything SET (publish = 'insert')`);
  const planted = [...ROW_MUTATIONS, ...STRUCTURE_MUTATIONS, ...SANDBOX_MUTATIONS];
  await sandboxed.sql(sqlOf(planted));
  await sandboxed.sql(`ALTER PUBLICATION everything SET (publish = 'insert, update, delete, truncate')`);
  note(attribute('The restored database', planted, await sandboxed.examine()));

  const untouched = await restoreForReal(stage, backup);
  expect(accusationsIn(await untouched.examine())).toEqual([]);
  const restored = await restoreForReal(stage, backup);
  await restored.sql(sqlOf(REAL_MUTATIONS, restored.name));
  note(attribute('A database that was restored for real', REAL_MUTATIONS, await restored.examine()));
  clean.push('a database with every kind of object and odd names');
});

test.each([
  ['Chinook', 'chinook', undefined],
  ['a database with every type', 'empty', textOf('../activities/postgres/proof/every-type.sql')],
] as const)('nothing is accused in %s', async (name, template, sql) => {
  const database = await makeDatabase(own.cluster, template);
  if (sql !== undefined) await database.sql(sql);
  const stage = openStage(database);
  const sandboxed = await restoreInSandbox(stage, await stage.backup());
  expect(accusationsIn([...(await sandboxed.examine()), ...(await sandboxed.assert())])).toEqual([]);
  clean.push(name);
});

test('docs/proof.md says what was found, and no row', () => {
  const text = renderParts(parts, clean);
  if (process.env['WRITE_MUTATIONS'] !== undefined) writePart(text);
  expect(text).toBe(writtenPart());
  expect(text).not.toMatch(/row five|planted-value|-option/);
});
