import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../stack/folders.ts';
import { firedrill } from './command-line.ts';

const KEY = { FIREDRILL_KEY_FILE: 'key' };

/** Runs `init` in a folder of its own and reads what it wrote back, as `config show` does. */
async function initialise(args: readonly string[], env: { readonly [name: string]: string } = {}) {
  const cwd = temporaryFolder();
  const ended = await firedrill(['init', ...args], { cwd, env: { ...KEY, ...env } });
  const at = (path: string) => join(cwd, path);
  const written = existsSync(at('firedrill.yaml')) ? readFileSync(at('firedrill.yaml'), 'utf8') : '';
  const shown = () => firedrill(['config', 'show'], { cwd, env: { ...KEY, ...env } });
  return { ...ended, at, written, shown };
}

test('M4: writes what the environment says, and references for its secrets', async () => {
  const { exitCode, stderr, stdout, written, shown } = await initialise(['--from-env'], {
    ...{ DB_HOST: 'db-1', DB_NAME: 'shop', DB_USER: 'kim', DB_PASSWORD: 'planted-password' },
    ...{ DB_BACKUP_DIR: '/srv/backups', DB_BACKUP_S3_BUCKET: 'copies', AWS_REGION: 'eu-central-1' },
    AWS_SECRET_ACCESS_KEY: 'planted-key',
  });
  expect(exitCode).toBe(0);
  expect(written + stdout + stderr).not.toContain('planted');
  expect(stderr).toContain('the worker needs DB_PASSWORD in its environment, too');
  expect(stderr).toContain('firedrill backup shop');
  const { stdout: settings } = await shown();
  for (const line of [
    /targets\.shop\.postgres\.host +db-1/,
    /targets\.shop\.postgres\.password +env:DB_PASSWORD/,
    /policies\.standard\.repositories\.1 +bucket/,
    /repositories\.local\.path +\/srv\/backups/,
    /repositories\.bucket\.bucket +copies/,
    /repositories\.bucket\.region +eu-central-1/,
  ]) {
    expect(settings).toMatch(line);
  }
});

test('M4: a password in a URL goes into a file of its owner alone', async () => {
  const { exitCode, stderr, written, at, shown } = await initialise(['--url', 'postgres://kim:pla%20nted@db/shop']);
  expect(exitCode).toBe(0);
  expect(written + stderr).not.toMatch(/pla.{1,3}nted/);
  expect(readFileSync(at('shop.password'), 'utf8')).toBe('pla nted\n');
  expect(statSync(at('shop.password')).mode & 0o777).toBe(0o600);
  expect((await shown()).stdout).toMatch(/targets\.shop\.postgres\.password +file:shop\.password/);
  expect(stderr).toContain('your shell may remember it');
});

test.each([
  ['env:ORDERS_URL', { ORDERS_URL: 'postgres://kim:planted@db/orders' }],
  ['file:url', {}],
])('M4: a reference to a URL is written as one: %s', async (reference, env) => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'url'), 'postgres://kim:planted@db/orders\n', { mode: 0o600 });
  const ended = await firedrill(['init', '--url', reference], { cwd, env: { ...KEY, ...env } });
  expect(ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('firedrill backup orders') });
  const written = readFileSync(join(cwd, 'firedrill.yaml'), 'utf8');
  expect(written).toContain(`url: ${reference.replace('file:', `file:${cwd}/`)}\n`);
  expect(written).not.toContain('planted');
});

test('M4: writes a configuration that holds also where names look like something else', async () => {
  const { exitCode, shown } = await initialise(['--url', 'postgres://kim@db/true']);
  expect(exitCode).toBe(0);
  expect((await shown()).stdout).toMatch(/targets\.true\.postgres\.url +postgres:\/\/kim@db\/true/);
});

test.each([
  ['both ways at once', ['--from-env', '--url', 'postgres://db/shop'], {}, 2],
  ['an environment without a database', ['--from-env'], {}, 2],
  ['a URL of another database', ['--url', 'mysql://kim:planted@db/shop'], {}, 2],
  ['a reference that leads nowhere', ['--url', 'env:NOWHERE'], {}, 12],
])('M4: refuses %s, and writes nothing', async (_, args, env, code) => {
  const { exitCode, stderr, at } = await initialise(args, env);
  expect(exitCode).toBe(code);
  expect(stderr).toMatch(/^error: [^\n]+\nhint: [^\n]+$/);
  expect(stderr).not.toContain('planted');
  expect([existsSync(at('firedrill.yaml')), existsSync(at('key'))]).toEqual([false, false]);
});

test('M4: never writes over a password that is there', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'shop.password'), 'mine');
  const args = ['init', '--url', 'postgres://kim:other@db/shop', '--yes'];
  expect(await firedrill(args, { cwd, env: KEY })).toMatchObject({ exitCode: 2 });
  expect(readFileSync(join(cwd, 'shop.password'), 'utf8')).toBe('mine');
});

test('M14: says in the file that an unverified connection is allowed, and how to make it a verified one', async () => {
  const env = {
    DATABASE_URL: 'postgres://kim@db/shop',
    DB_BACKUP_S3_BUCKET: 'copies',
    AWS_ENDPOINT_URL: 'http://s3:9000',
  };
  const { written, stderr, shown } = await initialise(['--from-env'], env);
  expect(written).toMatch(/\n {4}# Nobody makes sure [^\n]+verify-full[^\n]+\n {4}allowInsecure: true\n/);
  expect(stderr).toContain('the connection of shop is not verified');
  const { stdout } = await shown();
  for (const path of ['targets.shop', 'repositories.bucket']) expect(stdout).toMatch(`${path}.allowInsecure`);
});

const SHOP = ['--url', 'postgres://kim@127.0.0.1/shop'];

test.each([
  [
    'STAGING_DATABASE_URL',
    ['--from-env'],
    { PGDATABASE: 'shop', STAGING_DATABASE_URL: 'postgres://kim:planted@127.0.0.1/s' },
    'env:STAGING_DATABASE_URL',
  ],
  [
    'a URL without a password',
    [...SHOP, '--staging-url', 'postgres://kim@127.0.0.1/s'],
    {},
    'postgres://kim@127.0.0.1/s',
  ],
  ['a URL with a password', [...SHOP, '--staging-url', 'postgres://kim:planted@127.0.0.1/s'], {}, 'file:staging.url'],
])('M4: a staging server given by %s becomes a sandbox, its secret a reference', async (_, args, env, url) => {
  const { exitCode, written, stderr, shown } = await initialise(args, env);
  expect(exitCode).toBe(0);
  expect(written + stderr).not.toContain('planted');
  const { stdout } = await shown();
  expect(stdout).toMatch(/sandboxes\.staging\.kind +server/);
  expect(stdout).toContain(url);
  expect(stdout).toMatch(/policies\.standard\.sandbox +staging/);
});

test('M4: a password of a staging URL lies in a file of its owner alone', async () => {
  const { at } = await initialise([...SHOP, '--staging-url', 'postgres://kim:planted@127.0.0.1/s']);
  expect(readFileSync(at('staging.url'), 'utf8')).toBe('postgres://kim:planted@127.0.0.1/s\n');
  expect(statSync(at('staging.url')).mode & 0o777).toBe(0o600);
});

test('M14: a staging server that nobody verifies is allowed in words', async () => {
  const { written, shown } = await initialise([...SHOP, '--staging-url', 'postgres://kim@staging/s']);
  expect(written).toMatch(/\n {4}url: postgres:\/\/kim@staging\/s\n {4}allowInsecure: true\n/);
  expect((await shown()).exitCode).toBe(0);
});
