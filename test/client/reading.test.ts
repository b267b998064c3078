import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../stack/folders.ts';
import { documentOf, firedrill } from './command-line.ts';
import { storedBackups } from './stored-backups.ts';

const status = (env: { readonly [name: string]: string }) => firedrill(['status'], { env });

test('status ends with 8 while no restore test has been run', async () => {
  const { env, backup } = storedBackups();
  await backup(3);
  const { exitCode, stdout, stderr } = await status(env);
  expect(exitCode).toBe(8);
  expect(stdout).toMatch(/\norders +unproven +3 h 00 min ago +2\.50 kB +never/);
  expect(stderr).toContain('orders: no restore test has been run');
});

test.each([
  ['passed', 0, 'proven'],
  ['failed', 4, 'failed'],
  ['inconclusive', 8, 'inconclusive'],
])('status after a restore test that %s ends with %i: %s', async (verdict, code, word) => {
  const { env, backup, restoreTest } = storedBackups();
  await restoreTest(1, verdict, await backup(3));
  const { exitCode, stdout } = await status(env);
  expect(exitCode).toBe(code);
  expect(stdout).toMatch(new RegExp(`\\norders +${word} .* ${verdict} 1 h 00 min ago +1 min 01 s `));
});

test('status ends with 20 where the repository cannot be read', async () => {
  const folder = join(temporaryFolder(), 'a-file');
  writeFileSync(folder, '');
  const { exitCode, stdout } = await status({ DATABASE_URL: 'postgres://me@db/orders', DB_BACKUP_DIR: folder });
  expect(exitCode).toBe(20);
  expect(stdout).toContain('unknown');
});

test('list shows the newest backup first, with what a restore test said of it', async () => {
  const { env, backup, restoreTest } = storedBackups();
  const [older, newer] = [await backup(30), await backup(3)];
  await restoreTest(2, 'passed', older);
  const { stdout } = await firedrill(['list'], { env });
  const [header, ...rows] = stdout.split('\n').map(line => line.split(/ {2,}/));
  expect(header).toEqual(['TARGET', 'BACKUP', 'TAKEN', 'AGE', 'STORED', 'TABLES', 'ROWS', 'TESTED', 'READ', 'WHERE']);
  expect(rows.map(row => [row[1], row[4], row[7], row[8], row[9]])).toEqual([
    [newer, '2.50 kB', 'no', 'never', 'backups'],
    [older, '2.50 kB', 'passed', 'never', 'backups'],
  ]);
});

test('list --json has sizes and times with their units', async () => {
  const { env, backup } = storedBackups();
  const id = await backup(3);
  const { data } = documentOf(await firedrill(['list', 'orders', '--json'], { env }));
  expect(data).toEqual({
    backups: [expect.objectContaining({ target: 'orders', backupId: id, readable: true, storedBytes: 2_500 })],
  });
});

test('a damaged manifest is listed as such, and shown with exit code 4', async () => {
  const { env, folder, backup } = storedBackups();
  const id = await backup(3);
  const file = join(folder, 'targets', 'orders', 'backups', id, 'manifest.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"format"', '"fromat"'));
  expect((await firedrill(['list'], { env })).stdout).toContain(`${id}  manifest damaged`);
  expect(await firedrill(['show', id], { env })).toMatchObject({ exitCode: 4, stdout: '' });
});

test('show has what the manifest says, and where the backup lies', async () => {
  const { env, folder, backup } = storedBackups();
  const id = await backup(3);
  const { exitCode, stdout } = await firedrill(['show', id], { env });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(new RegExp(`^backup +${id}\\n`));
  expect(stdout).toMatch(/\nartifacts\n +main +archive +2\.50 kB +3 parts +sha256 b{64}$/);
  expect(stdout).toContain(folder);
});

test.each([
  ['show', '20261121T020000Z-logical-1a2b3c4d'],
  ['list', 'ordres'],
  ['status', 'ordres'],
  ['report', 'restore-test:orders'],
  ['report', 'backup:ordres'],
])('%s %s, which is not there, ends with 10', async (...args) => {
  const { exitCode, stdout, stderr } = await firedrill(args, { env: storedBackups().env });
  expect({ exitCode, stdout }).toEqual({ exitCode: 10, stdout: '' });
  expect(stderr).toMatch(/^error: there is no .*\nhint: /);
});

test('report prints the record of the newest run, or of the one that is named', async () => {
  const { env, backup, restoreTest } = storedBackups();
  const id = await backup(30);
  const [older, newer] = [await restoreTest(20, 'passed', id), await restoreTest(2, 'failed', id)];
  expect((await firedrill(['report', 'restore-test:orders'], { env })).stdout).toBe(`# Restore test ${newer}`);
  expect((await firedrill(['report', older], { env })).stdout).toBe(`# Restore test ${older}`);
});

test('report --out writes a file for its owner alone, and never over one', async () => {
  const { env, backup, restoreTest } = storedBackups();
  await restoreTest(2, 'passed', await backup(3));
  const cwd = temporaryFolder();
  const args = ['report', 'restore-test:orders', '--format', 'json', '--out', 'evidence.json'];
  expect(await firedrill(args, { env, cwd })).toMatchObject({ exitCode: 0, stdout: 'wrote evidence.json' });
  const written = readFileSync(join(cwd, 'evidence.json'), 'utf8');
  expect(JSON.parse(written)).toMatchObject({ verdict: 'passed' });
  expect(await firedrill(args, { env, cwd })).toMatchObject({ exitCode: 2, stdout: '' });
  expect(readFileSync(join(cwd, 'evidence.json'), 'utf8')).toBe(written);
});

test('reading leaves nothing behind', async () => {
  const { env, folder } = storedBackups();
  await status(env);
  await firedrill(['list'], { env });
  expect(existsSync(folder)).toBe(false);
});
