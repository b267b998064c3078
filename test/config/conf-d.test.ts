import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { folderWith, load, MINIMAL, problemsOf } from './files.ts';

const target = (name: string) => `targets:\n  ${name}:\n    postgres: { database: ${name} }\n`;

test('joins the sections of all files in conf.d, in the order of their names', () => {
  const files = {
    'firedrill.yaml': MINIMAL,
    'conf.d/20-shop.yml': target('shop'),
    'conf.d/10-users.yaml': `${target('users')}policies: { nightly: {} }\n`,
    'conf.d/notes.txt': 'not: [yaml',
  };
  const { targets, policies } = load(files);
  expect(targets.map(({ name, policy }) => [name, policy])).toEqual([
    ['orders', 'nightly'],
    ['users', 'nightly'],
    ['shop', 'nightly'],
  ]);
  expect(policies.map(({ name }) => name)).toEqual(['nightly']);
});

test('joins settings that are no names, too', () => {
  const files = {
    'firedrill.yaml': `${MINIMAL}temporal: { namespace: backups }\n`,
    'conf.d/host.yaml': 'version: 1\ntemporal: { taskQueue: own }\n',
  };
  expect(load(files).temporal).toMatchObject({ namespace: 'backups', taskQueue: 'own' });
});

test('resolves paths of a file in conf.d from the folder of the main file', () => {
  const folder = folderWith({
    'firedrill.yaml': MINIMAL,
    'conf.d/x.yaml': 'postgres: { binaries: [bin] }\n',
  });
  expect(loadConfiguration({}, {}, folder).postgresBinaries).toEqual([join(folder, 'bin')]);
});

test('refuses a name that is defined twice, and names both places', () => {
  expect(problemsOf({ 'firedrill.yaml': MINIMAL, 'conf.d/x.yaml': `# mine\n${target('orders')}` })).toEqual([
    'conf.d/x.yaml:3:3: targets.orders is defined in firedrill.yaml:2 already',
  ]);
});

test.each([
  ['version: 2\n', 'conf.d/x.yaml:1:1: version is defined in firedrill.yaml:1 already'],
  ['\ntargets:\n', 'conf.d/x.yaml:2:1: targets is defined in firedrill.yaml:2 already'],
])('refuses a section that says something else than the main file: %j', (text, line) => {
  expect(problemsOf({ 'firedrill.yaml': MINIMAL, 'conf.d/x.yaml': text })).toEqual([line]);
});

test('takes names that every object of JavaScript has', () => {
  const files = { 'firedrill.yaml': MINIMAL, 'conf.d/x.yaml': target('constructor') };
  expect(load(files).targets.map(({ name }) => name)).toEqual(['orders', 'constructor']);
});

test('places the problems of every file in that file, file by file', () => {
  const files = {
    'firedrill.yaml': `${MINIMAL}\n\n\nwrker: {}\n`,
    'conf.d/a.yaml': `${target('shop')}    policy: gone\n`,
    'conf.d/b.yaml': '\n\n\n\n\n\npolicies:\n  strict:\n    objectives:\n      rto: soon\n',
  };
  expect(problemsOf(files)).toEqual([
    'conf.d/a.yaml:4:13: targets.shop.policy: there is no policy "gone"',
    'conf.d/b.yaml:10:12: policies.strict.objectives.rto: write a duration with its unit, such as 30m, 26h or 90d',
    'firedrill.yaml:7:1: wrker is not a key that Firedrill knows; did you mean "worker"?',
  ]);
});

test('reports the syntax errors of all files at once', () => {
  const files = { 'firedrill.yaml': 'version: 1\nversion: 1\n', 'conf.d/a.yaml': '- x\n', 'conf.d/b.yaml': 'a: *b\n' };
  expect(problemsOf(files)).toEqual([
    'conf.d/a.yaml:1:1: write keys and values, such as version: 1',
    'conf.d/b.yaml:1:4: *b refers to nothing; put quotes around a text that begins with *',
    'firedrill.yaml:2:1: Map keys must be unique',
  ]);
});

test('says so where a file of conf.d cannot be read', () => {
  const folder = folderWith(MINIMAL);
  mkdirSync(join(folder, 'conf.d/x.yaml'), { recursive: true });
  expect(() => loadConfiguration({}, {}, folder)).toThrow(`${join(folder, 'conf.d/x.yaml')} cannot be read`);
});
