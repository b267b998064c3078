import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';

test('M17: a backup says what a new server must look like, and its restore test what the sandbox has not', async () => {
  const database = await makeDatabase(clusterOf(16), 'chinook');
  await database.sql(`ALTER DATABASE ${database.name} SET search_path = 'token planted-value', public`);
  await database.sql(`ALTER DATABASE ${database.name} SET work_mem = '5MB'`);
  const house = await openHouse(database);
  await house.startWorker();
  const { backupId, evidence } = done(await house.backup());
  const record = JSON.parse(readFileSync(String(evidence?.json), 'utf8'));
  expect(record.backup.transport).toBe('no TLS, over loopback');
  const { document } = await house.cli('show', backupId);
  expect(document.data).toMatchObject({
    source: { newServer: { encoding: 'UTF8', extensions: [{ name: 'plpgsql' }] } },
    profile: { settings: expect.arrayContaining([{ name: 'work_mem', value: '5MB', source: 'database' }]) },
  });
  const cli = ['src/client/main.ts', 'show', backupId, '--config', house.config];
  const { stdout } = await execa(process.execPath, cli);
  expect(stdout).toMatch(/\nserver +PostgreSQL 16\./);
  expect(stdout).toMatch(/\nlocale +UTF8, provider /);
  expect(stdout).toMatch(/\n {2}search_path +\(left out: may be a secret\) +database\n/);
  expect(stdout).toMatch(/\naccess rules\n {2}\w+ +all /);
  expect(stdout + JSON.stringify(document)).not.toContain('planted-value');

  const manifest = join(house.folder, 'repository/targets/shop/backups', backupId, 'manifest.json');
  expect(readFileSync(manifest, 'utf8')).not.toMatch(/work_mem|accessRules/);

  const tested = done(await house.restoreTest());
  expect(tested.verdict).toBe('passed');
  const check = tested.checks.find(({ name }) => name === 'server settings');
  expect(check).toMatchObject({
    verdict: 'passed',
    required: false,
    detail: expect.stringContaining('search_path'),
  });
  expect(tested.checks.find(({ name }) => name === 'server')).toMatchObject({ verdict: 'passed', required: false });

  rmSync(house.at('key'));
  const without = await execa(process.execPath, cli);
  expect(without.stdout).toMatch(/\nserver +PostgreSQL 16\./);
  expect(without.stdout).not.toContain('access rules');
  expect(without.stderr).toMatch(/settings and access rules of the server are not shown: the key file/);
});
