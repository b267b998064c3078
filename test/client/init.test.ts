import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../stack/folders.ts';
import { documentOf, firedrill } from './command-line.ts';

const KEY = { FIREDRILL_KEY_FILE: 'secrets/key' };

test('writes a starter that can be used as it stands, and a key for its owner alone', async () => {
  const cwd = temporaryFolder();
  const { exitCode, stdout, stderr } = await firedrill(['init'], { cwd, env: KEY });
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: `wrote ${cwd}/firedrill.yaml\nmade the key secrets/key`,
  });
  expect(stderr).toMatch(/\nnext: firedrill up\nthen: firedrill backup orders && firedrill restore-test orders$/);
  expect(statSync(join(cwd, 'firedrill.yaml')).mode & 0o777).toBe(0o600);
  expect(statSync(join(cwd, 'secrets/key')).mode & 0o777).toBe(0o600);
  expect(statSync(join(cwd, 'secrets')).mode & 0o777).toBe(0o700);
  const env = { ...KEY, DATABASE_URL: 'postgres://backup@db/orders' };
  expect(await firedrill(['config', 'validate'], { cwd, env })).toMatchObject({ exitCode: 0, stderr: '' });
});

test('names the target after the database, and writes no secret', async () => {
  const cwd = temporaryFolder();
  const env = { ...KEY, DATABASE_URL: 'postgres://backup:planted@db/My_Shop' };
  const ended = await firedrill(['init', '--json'], { cwd, env });
  expect(documentOf(ended)).toEqual({
    schemaVersion: 1,
    kind: 'init',
    data: {
      configuration: `${cwd}/firedrill.yaml`,
      schema: `${cwd}/firedrill.schema.json`,
      keyFile: 'secrets/key',
      madeKey: true,
      target: 'my_shop',
    },
  });
  const written = readFileSync(join(cwd, 'firedrill.yaml'), 'utf8');
  expect(written + ended.stderr).not.toContain('planted');
  expect(ended.stderr).not.toContain('set DATABASE_URL');
});

test('makes the folder of a configuration that was named', async () => {
  const cwd = temporaryFolder();
  const ended = await firedrill(['init', '--config', 'etc/firedrill/firedrill.yaml'], { cwd, env: KEY });
  expect(ended.exitCode).toBe(0);
  expect(existsSync(join(cwd, 'etc/firedrill/firedrill.yaml'))).toBe(true);
});

test('refuses to write over a configuration where nobody can be asked, and touches nothing', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'firedrill.yaml'), 'mine');
  const { exitCode, stdout, stderr } = await firedrill(['init'], { cwd, env: KEY });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^error: replace .*: nobody can be asked here\nhint: answer with --yes$/);
  expect(readdirSync(cwd)).toEqual(['firedrill.yaml']);
  expect(readFileSync(join(cwd, 'firedrill.yaml'), 'utf8')).toBe('mine');
});

test('keeps every configuration that it replaces', async () => {
  const cwd = temporaryFolder();
  for (const text of ['first', 'second']) {
    writeFileSync(join(cwd, 'firedrill.yaml'), text);
    expect(await firedrill(['init', '--yes'], { cwd, env: KEY })).toMatchObject({ exitCode: 0 });
  }
  const kept = readdirSync(cwd).filter(name => name.startsWith('firedrill.yaml.'));
  expect(kept.map(name => readFileSync(join(cwd, name), 'utf8')).toSorted()).toEqual(['first', 'second']);
});

test('never writes over a key', async () => {
  const cwd = temporaryFolder();
  await firedrill(['init'], { cwd, env: KEY });
  const key = readFileSync(join(cwd, 'secrets/key'));
  const { stdout } = await firedrill(['init', '--yes'], { cwd, env: KEY });
  expect(stdout).toContain('kept the key secrets/key');
  expect(readFileSync(join(cwd, 'secrets/key'))).toEqual(key);
});

test.each([
  ['a folder that cannot be made', ['--config', '/dev/null/firedrill.yaml'], {}, 2],
  ['a folder in the place of the file', ['--config', '.', '--yes'], {}, 2],
  ['a key file that cannot be made', [], { FIREDRILL_KEY_FILE: '/dev/null/key' }, 12],
  ['a DATABASE_URL of another database', [], { DATABASE_URL: 'mysql://me:planted@db/orders' }, 2],
])('tells of %s without a stack, and writes no configuration', async (_, args, env, code) => {
  const cwd = temporaryFolder();
  const { exitCode, stdout, stderr } = await firedrill(['init', ...args], { cwd, env: { ...KEY, ...env } });
  expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
  expect(stderr).toMatch(/^error: [^\n]+(\nhint: [^\n]+)?$/);
  expect(stderr).not.toContain('planted');
  expect(readdirSync(cwd)).not.toContain('firedrill.yaml');
});
