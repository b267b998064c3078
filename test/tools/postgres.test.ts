import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPostgres } from '../../src/tools/postgres.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { writeProgram } from './program-scripts.ts';

/** A folder with a pg_dump of this version. Majors from 90 on are nowhere else on this machine. */
function pgDump(folder: string, version: string, programs: readonly string[] = []): string {
  writeProgram(join(folder, 'pg_dump'), `echo 'pg_dump (PostgreSQL) ${version}'`);
  for (const name of programs) writeProgram(join(folder, name), 'exit 0');
  return folder;
}

/** What is found besides this machine's own. */
async function find(configured: readonly string[], environment: { readonly [name: string]: string }) {
  const cache = { FIREDRILL_CACHE: join(temporaryFolder(), 'none') };
  return (await findPostgres(configured, { ...cache, ...environment })).filter(({ major }) => major >= 90);
}

test('takes configured folders before PG_CONFIG, PATH and cache', async () => {
  const at = temporaryFolder();
  const configured = pgDump(join(at, 'configured'), '91.1');
  const environment = {
    PG_CONFIG: writeProgram(join(at, 'pg_config'), `echo ${pgDump(join(at, 'of-pg-config'), '91.2')}`),
    PATH: pgDump(join(at, 'on-path'), '91.3'),
    FIREDRILL_CACHE: join(at, 'cache'),
  };
  pgDump(join(at, 'cache', 'postgresql', 'wheel', 'pginstall91', 'bin'), '91.4');
  expect(await find([configured], environment)).toEqual([
    { major: 91, version: '91.1', folder: configured, hasServer: false, origin: 'configuration' },
  ]);
});

test.each([
  ['PG_CONFIG before PATH and cache', ['PG_CONFIG', 'PATH', 'FIREDRILL_CACHE'], '91.2', 'PG_CONFIG'],
  ['PATH before the cache', ['PATH', 'FIREDRILL_CACHE'], '91.3', 'PATH'],
  ['the cache last', ['FIREDRILL_CACHE'], '91.4', 'cache'],
])('takes %s', async (_, given, version, origin) => {
  const at = temporaryFolder();
  const all = {
    PG_CONFIG: writeProgram(join(at, 'pg_config'), `echo ${pgDump(join(at, 'of-pg-config'), '91.2')}`),
    PATH: pgDump(join(at, 'on-path'), '91.3'),
    FIREDRILL_CACHE: join(at, 'cache'),
  };
  pgDump(join(at, 'cache', 'postgresql', 'wheel', 'pginstall91', 'bin'), '91.4');
  const environment = Object.fromEntries(Object.entries(all).filter(([name]) => given.includes(name)));
  expect(await find([], environment)).toMatchObject([{ major: 91, version, origin }]);
});

test('takes the first of two configured folders of one major', async () => {
  const at = temporaryFolder();
  const folders = [pgDump(join(at, 'a'), '92.7'), pgDump(join(at, 'b'), '92.9')];
  expect(await find(folders, {})).toMatchObject([{ version: '92.7' }]);
});

test('finds every major, in their order', async () => {
  const at = temporaryFolder();
  const folders = ['101.1', '92.2', '99.3'].map(version => pgDump(join(at, version), version));
  expect((await find(folders, {})).map(({ major }) => major)).toEqual([92, 99, 101]);
});

test.each([
  ['93.4 (Debian 93.4-1.pgdg120+1)', 93, '93.4'],
  ['95beta2', 95, '95beta2'],
  ['94devel', 94, '94devel'],
])('reads the version %s', async (version, major, read) => {
  expect(await find([pgDump(temporaryFolder(), version)], {})).toMatchObject([{ major, version: read }]);
});

test.each([
  [['initdb', 'postgres'], true],
  [['postgres'], false],
  [['initdb'], false],
  [[], false],
])('with %j beside pg_dump a sandbox can be made: %s', async (programs, hasServer) => {
  expect(await find([pgDump(temporaryFolder(), '91.1', programs)], {})).toMatchObject([{ hasServer }]);
});

test.each([
  ['ends with 1', 'echo "pg_dump (PostgreSQL) 91.1"; exit 1'],
  ['says something else', 'echo "pg_dump, the other one"'],
  ['says nothing', 'exit 0'],
])('passes over a pg_dump that %s', async (_, script) => {
  const at = temporaryFolder();
  writeProgram(join(at, 'broken', 'pg_dump'), script);
  const whole = pgDump(join(at, 'whole'), '91.2');
  expect(await find([join(at, 'broken'), whole], {})).toMatchObject([{ folder: whole }]);
});

test.each(['/nowhere', ''])('passes over the configured folder %j, which has no pg_dump', async folder => {
  expect(await find([folder], {})).toEqual([]);
});

test('passes over a PG_CONFIG that is missing or fails', async () => {
  const at = temporaryFolder();
  expect(await find([], { PG_CONFIG: join(at, 'missing') })).toEqual([]);
  expect(await find([], { PG_CONFIG: writeProgram(join(at, 'pg_config'), `echo ${at}; exit 1`) })).toEqual([]);
});

test('follows a link on PATH to the folder where the other programs lie', async () => {
  const at = temporaryFolder();
  const real = pgDump(join(at, 'real'), '91.1', ['initdb', 'postgres']);
  writeProgram(join(at, 'bin', 'other'), 'exit 0');
  symlinkSync(join(real, 'pg_dump'), join(at, 'bin', 'pg_dump'));
  expect(await find([], { PATH: join(at, 'bin') })).toMatchObject([{ folder: real, hasServer: true }]);
});

test("passes over Debian's wrapper on PATH, which picks a version of its own", async () => {
  const at = temporaryFolder();
  const wrapper = writeProgram(join(at, 'common', 'pg_wrapper'), "echo 'pg_dump (PostgreSQL) 91.1'");
  writeProgram(join(at, 'bin', 'other'), 'exit 0');
  symlinkSync(wrapper, join(at, 'bin', 'pg_dump'));
  const behind = pgDump(join(at, 'behind'), '91.2');
  expect(await find([], { PATH: `${join(at, 'bin')}:${behind}` })).toMatchObject([{ version: '91.2' }]);
});
