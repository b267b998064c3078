import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findOnPath } from '../../src/tools/search-path.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { firedrillOnTerminal } from './command-line.ts';

// `script` of util-linux is the terminal; other systems' takes other arguments.
const hasTerminal = process.platform === 'linux' && findOnPath('script', process.env['PATH']) !== undefined;
const onTerminal = test.runIf(hasTerminal);
const env = { DATABASE_URL: 'postgres://backup@127.0.0.1:1/orders', DB_BACKUP_DIR: 'backups' };

onTerminal('colours a verdict', async () => {
  const { exitCode, shown } = await firedrillOnTerminal(['status'], { env });
  expect(exitCode).toBe(7);
  expect(shown).toContain('\u001b[31munprotected');
});

onTerminal.each([
  ['the result with NO_COLOR', ['status'], { NO_COLOR: '1' }],
  ['the result with --no-color', ['status', '--no-color'], {}],
  ['an error with NO_COLOR', ['status', '--jsno'], { NO_COLOR: '1' }],
  ['an error with --no-color', ['status', '--jsno', '--no-color'], {}],
  ["a command's own error with --no-color", ['status', 'ordres', '--no-color'], {}],
])('colours nothing in %s', async (_, args, more) => {
  const { shown } = await firedrillOnTerminal(args, { env: { ...env, ...more } });
  expect(shown).toMatch(/unprotected|error:/);
  expect(shown).not.toContain('\u001b');
});

/** A folder whose configuration `init` would have to replace. */
function folderInUse(): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'firedrill.yaml'), 'mine');
  return cwd;
}

const KEY = { FIREDRILL_KEY_FILE: 'key' };

onTerminal.each([
  ['y\n', 0],
  ['yes\n', 0],
])('asks before it replaces something, and takes %j for a yes', async (answer, code) => {
  const cwd = folderInUse();
  const { exitCode, shown } = await firedrillOnTerminal(['init'], { cwd, env: KEY, answer });
  expect(exitCode).toBe(code);
  expect(shown).toContain('firedrill.yaml.bak)? [y/N]');
  expect(readFileSync(join(cwd, 'firedrill.yaml.bak'), 'utf8')).toBe('mine');
});

onTerminal.each(['n\n', '\n', 'maybe\n'])('takes %j for a no, and touches nothing', async answer => {
  const cwd = folderInUse();
  const { exitCode, shown } = await firedrillOnTerminal(['init'], { cwd, env: KEY, answer });
  expect(exitCode).toBe(2);
  expect(shown).toContain('nothing was done');
  expect(readdirSync(cwd)).toEqual(['firedrill.yaml']);
});

onTerminal('asks nothing with --no-input, and names the flag that answers', async () => {
  const { exitCode, shown } = await firedrillOnTerminal(['init', '--no-input', '--no-color'], {
    cwd: folderInUse(),
    env: KEY,
  });
  expect(exitCode).toBe(2);
  expect(shown).toContain('hint: answer with --yes');
  expect(shown).not.toContain('[y/N]');
});

onTerminal('M10: gives no dump to a terminal', async () => {
  const { exitCode, shown } = await firedrillOnTerminal(['restore', '--out', '-'], { env });
  expect([exitCode, shown]).toEqual([2, expect.stringContaining('not written to a terminal')]);
});
