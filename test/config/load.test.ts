import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { folderWith, load, MINIMAL, problemsOf } from './files.ts';

const called = (name: string) => MINIMAL.replaceAll('orders', name);

test('reads ./firedrill.yaml where nothing else is named', () => {
  const folder = folderWith(called('here'));
  expect(loadConfiguration({}, {}, folder)).toMatchObject({
    file: join(folder, 'firedrill.yaml'),
    targets: [{ name: 'here' }],
  });
});

test('reads the file of FIREDRILL_CONFIG before ./firedrill.yaml', () => {
  const folder = folderWith({ 'firedrill.yaml': called('here'), 'other/any.yaml': called('there') });
  const environment = { FIREDRILL_CONFIG: 'other/any.yaml' };
  expect(loadConfiguration({}, environment, folder).targets).toMatchObject([{ name: 'there' }]);
});

test('reads the file of --config before all others', () => {
  const folder = folderWith({
    'firedrill.yaml': called('here'),
    'a.yaml': called('flag'),
    'b.yaml': called('variable'),
  });
  const environment = { FIREDRILL_CONFIG: 'b.yaml' };
  expect(loadConfiguration({ config: 'a.yaml' }, environment, folder).targets).toMatchObject([{ name: 'flag' }]);
});

test.each([
  [{ config: 'gone.yaml' }, {}, '--config'],
  [{}, { FIREDRILL_CONFIG: 'gone.yaml' }, 'FIREDRILL_CONFIG'],
])('refuses a named file that does not exist, though another is there', (flags, environment, who) => {
  const folder = folderWith(MINIMAL);
  expect(() => loadConfiguration(flags, environment, folder)).toThrow(
    `${who} names ${join(folder, 'gone.yaml')}, which does not exist`,
  );
});

test('finds relative paths from the folder of the file, not from where the program was started', () => {
  const folder = folderWith({ 'etc/firedrill.yaml': MINIMAL, 'work/.keep': '' });
  const { repositories } = loadConfiguration({ config: '../etc/firedrill.yaml' }, {}, join(folder, 'work'));
  expect(repositories).toMatchObject([{ path: join(folder, 'etc/backups') }]);
});

test('says which file cannot be read', () => {
  const folder = folderWith({});
  mkdirSync(join(folder, 'firedrill.yaml'));
  expect(() => loadConfiguration({}, {}, folder)).toThrow(`${join(folder, 'firedrill.yaml')} cannot be read`);
});

test('ends with both ways to a configuration where there is none', () => {
  expect(() => loadConfiguration({}, {}, folderWith({}))).toThrow(
    expect.objectContaining({
      kind: 'ConfigurationInvalid',
      message: 'there is no firedrill.yaml, and no variable names a database',
      hint: 'set DATABASE_URL (or POSTGRES_HOST, POSTGRES_DB, …), or write a file with: firedrill init',
    }),
  );
});

test('with a file, the variables that make a target have no say', () => {
  const environment = { DATABASE_URL: 'postgres://h/other', POSTGRES_DB: 'another', DB_BACKUP_DIR: '/elsewhere' };
  const { targets, repositories, settings } = load(MINIMAL, environment);
  expect(targets).toMatchObject([{ name: 'orders', postgres: { keywords: { dbname: 'orders' }, url: undefined } }]);
  expect(repositories).toMatchObject([{ name: 'local' }]);
  expect(JSON.stringify(settings)).not.toContain('DATABASE_URL');
});

test('names the file as a person types it: short below the working folder, whole elsewhere', () => {
  const folder = folderWith({ 'etc/firedrill.yaml': 'version: 2\n', 'work/.keep': '' });
  const load = (from: string) => () => loadConfiguration({ config: join(folder, 'etc/firedrill.yaml') }, {}, from);
  expect(load(folder)).toThrow(/^etc\/firedrill\.yaml:1:10: version: this Firedrill reads version: 1$/m);
  expect(load(join(folder, 'work'))).toThrow(`${join(folder, 'etc/firedrill.yaml')}:1:10: version:`);
});

test('an empty file is told what it lacks', () => {
  expect(problemsOf('# nothing yet\n')).toEqual([
    'firedrill.yaml:1:1: version: this Firedrill reads version: 1',
    'firedrill.yaml:1:1: targets: name at least one target',
    'firedrill.yaml:1:1: repositories: name at least one repository',
  ]);
});
