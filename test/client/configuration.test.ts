import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/client/commands.ts';
import { configurationSchema } from '../../src/config/json-schema.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { documentOf, firedrill } from './command-line.ts';

/** A folder with a configuration file. */
function folderWith(yaml: string): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'firedrill.yaml'), yaml);
  return cwd;
}

const GOOD = `version: 1
targets:
  orders: { allowInsecure: true, postgres: { host: db, database: orders, user: backup, password: env:ORDERS_PASSWORD } }
repositories:
  local: { kind: directory, path: ./backups }
temporal: { allowInsecure: true }
`;

const NEEDS: { readonly [command: string]: readonly string[] } = {
  show: ['20261121T020000Z-logical-1a2b3c4d'],
  watch: ['backup:orders'],
  cancel: ['backup:orders'],
  report: ['backup:orders'],
  logs: ['backup:orders'],
  config: ['validate'],
  plan: ['backup'],
};
const NEEDLESS = ['init', 'version'];

test.each(COMMANDS.map(({ name }) => name).filter(name => !NEEDLESS.includes(name)))(
  '%s says what to set where there is no configuration',
  async name => {
    const { exitCode, stdout, stderr } = await firedrill([name, ...(NEEDS[name] ?? [])]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error: there is no firedrill\.yaml, .*\nhint: .*DATABASE_URL.*firedrill init$/);
  },
);

test.each([
  [['--config', 'missing.yaml'], {}, /^error: --config names .*missing\.yaml, which does not exist/],
  [[], { FIREDRILL_CONFIG: 'missing.yaml' }, /^error: FIREDRILL_CONFIG names .*missing\.yaml, which does not exist/],
])('a file that was named must exist: %j %j', async (args, env, message) => {
  const { exitCode, stderr } = await firedrill(['config', 'validate', ...args], { env });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(message);
});

test('config validate says what there is', async () => {
  const cwd = folderWith(GOOD);
  expect(await firedrill(['config', 'validate'], { cwd })).toEqual({
    exitCode: 0,
    stdout: `${cwd}/firedrill.yaml: 1 target, 1 policy, 1 repository; no problems`,
    stderr: '',
  });
  expect(documentOf(await firedrill(['config', 'validate', '--json'], { cwd }))).toEqual({
    schemaVersion: 1,
    kind: 'config',
    data: { valid: true, file: `${cwd}/firedrill.yaml`, targets: 1, policies: 1, repositories: 1 },
  });
});

test('config validate tells all problems with their places and what was probably meant', async () => {
  const cwd = folderWith(GOOD.replace('database:', 'databse:').replace('kind: directory', 'kind: disk'));
  const { exitCode, stdout, stderr } = await firedrill(['config', 'validate'], { cwd });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^error: firedrill\.yaml:3:/);
  expect(stderr).toMatch(/firedrill\.yaml:3:\d+: targets\.orders\.postgres\.databse .*did you mean "database"\?/);
  expect(stderr).toMatch(/\nfiredrill\.yaml:5:\d+: repositories\.local\.kind/);
  expect(stderr).toMatch(/\nhint: firedrill config schema/);
});

test('config show prints effective settings and, with --origin, where each came from', async () => {
  const cwd = folderWith(GOOD);
  const plain = await firedrill(['config', 'show'], { cwd });
  expect(plain.stdout).toMatch(/^targets\.orders\.postgres\.host +db$/m);
  const env = { TEMPORAL_NAMESPACE: 'backups' };
  const { stdout } = await firedrill(['config', 'show', '--origin', '--address', '10.0.0.1:7233'], { cwd, env });
  expect(stdout).toMatch(/^targets\.orders\.postgres\.host +db +\(firedrill\.yaml:3\)$/m);
  expect(stdout).toMatch(/^temporal\.address +10\.0\.0\.1:7233 +\(--address\)$/m);
  expect(stdout).toMatch(/^temporal\.namespace +backups +\(TEMPORAL_NAMESPACE\)$/m);
  expect(stdout).toMatch(/^worker\.concurrency +4 +\(default\)$/m);
});

const SECRETS = {
  ORDERS_PASSWORD: 'planted-1',
  DATABASE_URL: 'postgres://backup:planted-2@db/orders',
  POSTGRES_PASSWORD: 'planted-3',
  TEMPORAL_API_KEY: 'planted-4',
};

test.each([
  ['a file', GOOD],
  ['the environment', undefined],
])('config never shows a secret, made from %s', async (_, yaml) => {
  const cwd = yaml === undefined ? temporaryFolder() : folderWith(yaml);
  for (const args of [
    ['show', '--origin'],
    ['show', '--json'],
    ['validate', '--verbose'],
  ]) {
    const { exitCode, stdout, stderr } = await firedrill(['config', ...args], { cwd, env: SECRETS });
    expect(exitCode).toBe(0);
    expect(stdout + stderr).not.toContain('planted');
  }
});

test('config schema prints the schema of the file, and nothing else', async () => {
  const { stdout, stderr } = await firedrill(['config', 'schema']);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(configurationSchema())));
  expect(stderr).toBe('');
});
