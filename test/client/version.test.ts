import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { writeProgram } from '../tools/program-scripts.ts';
import { documentOf, firedrill } from './command-line.ts';

/** Programs of versions that no machine has. */
function programs() {
  const at = temporaryFolder();
  writeProgram(join(at, 'pg', 'pg_dump'), "echo 'pg_dump (PostgreSQL) 91.2'");
  return {
    FIREDRILL_POSTGRES_BINARIES: join(at, 'pg'),
    TEMPORAL_CLI_PATH: writeProgram(join(at, 'temporal'), "echo 'temporal version 1.5.1 (Server 1.99.1, UI 2.0.0)'"),
    FIREDRILL_CACHE: join(at, 'cache'),
  };
}

test('version prints its own and those of the programs that are used, with their places', async () => {
  const env = programs();
  const { exitCode, stdout, stderr } = await firedrill(['version'], { env });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = stdout.split('\n').map(line => line.split(/ +/));
  expect(lines[0]).toEqual(['firedrill', VERSION]);
  expect(lines).toContainEqual(['node', process.versions.node, process.execPath]);
  expect(lines).toContainEqual(['postgresql-91', '91.2', env.FIREDRILL_POSTGRES_BINARIES]);
  expect(lines).toContainEqual(['temporal', '1.99.1', env.TEMPORAL_CLI_PATH]);
});

test('version --json has the same as data', async () => {
  const env = programs();
  const { data } = documentOf(await firedrill(['version', '--json'], { env }));
  const temporal = { name: 'temporal', version: '1.99.1', path: env.TEMPORAL_CLI_PATH };
  expect(data).toEqual({ version: VERSION, programs: expect.arrayContaining([temporal]) });
});
