import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultKeyFile, defaultStateFolder } from '../../src/config/locations.ts';

test.each([
  [{ HOME: '/home/kim', FIREDRILL_KEY_FILE: '/run/keys/own', XDG_CONFIG_HOME: '/cfg' }, '/run/keys/own'],
  [{ HOME: '/home/kim', XDG_CONFIG_HOME: '/cfg' }, '/cfg/firedrill/key'],
  [{ HOME: '/home/kim', FIREDRILL_KEY_FILE: '', XDG_CONFIG_HOME: '' }, '/home/kim/.config/firedrill/key'],
  [{}, join(homedir(), '.config/firedrill/key')],
])('looks for the key file by %o', (environment, path) => {
  expect(defaultKeyFile(environment)).toBe(path);
});

const isRoot = process.getuid?.() === 0;

test.each([
  [{ XDG_STATE_HOME: '/state', HOME: '/home/kim' }, isRoot ? '/var/lib/firedrill' : '/state/firedrill'],
  [{ HOME: '/home/kim' }, isRoot ? '/var/lib/firedrill' : '/home/kim/.local/state/firedrill'],
])(`keeps the state of ${isRoot ? 'root' : 'a person'} by %o`, (environment, path) => {
  expect(defaultStateFolder(environment)).toBe(path);
});
