import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { freePort } from '../../dev/stack/ports.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { until } from '../stack/waiting.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

test('the built package is installed elsewhere, and proves a database in the README’s five lines', async () => {
  const folder = temporaryFolder();
  const inProject = { cwd: PROJECT, env: { npm_config_loglevel: 'error' } };
  await execa('node', ['dev/build.ts'], { ...inProject, preferLocal: true });
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', folder], inProject);
  const [{ filename }] = JSON.parse(stdout);
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  await execa('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, filename)], {
    cwd: folder,
  });

  const database = await makeDatabase(clusterOf(15), 'chinook');
  const env = {
    DATABASE_URL: database.url,
    FIREDRILL_STATE: join(folder, 'state'),
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort(1_000)}`,
    XDG_CONFIG_HOME: join(folder, 'configuration'),
  };
  const firedrill = (...args: readonly string[]) =>
    execa(join(folder, 'node_modules/.bin/firedrill'), args, { cwd: folder, env, reject: false });

  expect(await firedrill('version')).toMatchObject({ exitCode: 0 });
  expect(await firedrill('init', '--yes')).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(folder, 'firedrill.yaml'), 'utf8')).toContain('firedrill.schema.json');
  expect(await firedrill('config', 'validate')).toMatchObject({ exitCode: 0 });
  const up = firedrill('up');
  let said = '';
  up.stderr?.on('data', chunk => {
    said += chunk;
  });
  try {
    await until('everything is up', () => said.includes('next: firedrill backup'));
    expect(await firedrill('backup', '--json')).toMatchObject({ exitCode: 0 });
    const tested = await firedrill('restore-test', '--json');
    expect(tested.exitCode).toBe(0);
    const { data } = JSON.parse(tested.stdout);
    expect(data.verdict).toBe('passed');
    expect(existsSync(data.evidence.html)).toBe(true);
  } finally {
    up.kill('SIGINT');
  }
  expect(await up).toMatchObject({ exitCode: 0 });
}, 300_000);
