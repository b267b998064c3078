import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { clusterOf, makeDatabase, type TestDatabase } from '../../stack/databases.ts';
import { makeSandbox, type TestSandbox } from './sandboxes.ts';

/** Things outside of a sandbox, which its server must not get at. */
interface Bait {
  readonly database: TestDatabase;
  readonly sandbox: TestSandbox;
  readonly file: string;
  /** A folder that everybody may write. */
  readonly folder: string;
  /** A process of the same user. */
  readonly pid: string;
}

const program = (line: string) => `CREATE TEMPORARY TABLE o (l text); COPY o FROM PROGRAM '${line}'`;
const conninfo = ({ database: { cluster, name } }: Bait) =>
  `host=127.0.0.1 port=${cluster.port} dbname=${name} user=postgres password=${cluster.password}`;

/** Each does what it says in the source's server, which runs as the same user outside. */
const ATTEMPTS: readonly (readonly [string, (bait: Bait) => string])[] = [
  ['a program that reads a file', ({ file }) => program(`cat ${file}`)],
  ['COPY from a file', ({ file }) => `CREATE TEMPORARY TABLE o (l text); COPY o FROM '${file}'`],
  ['pg_read_file', ({ file }) => `SELECT pg_read_file('${file}')`],
  ['lo_import', ({ file }) => `SELECT lo_import('${file}')`],
  ['COPY to a file', ({ folder }) => `COPY (SELECT 1) TO '${folder}/written'`],
  ['a program that writes a file', ({ folder }) => `COPY (SELECT 1) TO PROGRAM 'cat > ${folder}/written'`],
  [
    'a program that looks at what else the restore test keeps',
    ({ sandbox }) => program(`ls ${sandbox.folder.path}/server.json`),
  ],
  [
    'a program that reaches a server',
    ({ database: { cluster } }) => program(`${cluster.programs}/pg_isready -h 127.0.0.1 -p ${cluster.port}`),
  ],
  ['a program that signals a process of the same user', ({ pid }) => program(`kill -0 ${pid}`)],
];

/** Extensions that Debian's packages have. */
const WITH_EXTENSIONS: typeof ATTEMPTS = [
  ['dblink', bait => `CREATE EXTENSION IF NOT EXISTS dblink; SELECT dblink_connect('${conninfo(bait)}')`],
  [
    'postgres_fdw',
    ({ database: { cluster, name } }) => `CREATE EXTENSION IF NOT EXISTS postgres_fdw;
      CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '${cluster.port}', dbname '${name}');
      CREATE USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (user 'postgres', password '${cluster.password}');
      CREATE FOREIGN TABLE far (relname text) SERVER s OPTIONS (schema_name 'pg_catalog', table_name 'pg_class');
      SELECT count(*) FROM far`,
  ],
  [
    'file_fdw',
    ({ file }) => `CREATE EXTENSION IF NOT EXISTS file_fdw; CREATE SERVER f FOREIGN DATA WRAPPER file_fdw;
      CREATE FOREIGN TABLE read (l text) SERVER f OPTIONS (filename '${file}'); SELECT * FROM read`,
  ],
];

/** What a server says for which the file, the folder, the server or the process does not exist. */
const REFUSAL = /No such file or directory|could not (connect|establish)|program ".*" failed/;

describe.each([15, 16, 18])('a sandbox of PostgreSQL %i', major => {
  const directory = mkdtempSync(join(tmpdir(), 'fd-bait-'));
  let bait: Bait;
  beforeAll(async () => {
    vi.stubEnv('PLANTED_SECRET', 'planted');
    chmodSync(directory, 0o777);
    const file = join(directory, 'bait');
    writeFileSync(file, 'x\n', { mode: 0o644 });
    const database = await makeDatabase(clusterOf(major));
    const [row] = await database.sql<{ pid: string }>(
      `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid`,
    );
    bait = { database, sandbox: await makeSandbox(major), file, folder: directory, pid: row?.pid ?? '' };
  });
  afterAll(async () => {
    await bait.sandbox.end();
    rmSync(directory, { recursive: true, force: true });
  });

  const attempts = major === 15 ? [...ATTEMPTS, ...WITH_EXTENSIONS] : ATTEMPTS;
  test.each(attempts)('gets at nothing by %s, which the source’s server does', async (_what, attempt) => {
    const { database, sandbox } = bait;
    expect(sandbox.isolation.level).toBe('full');
    await database.sql(attempt(bait));
    rmSync(join(bait.folder, 'written'), { force: true });
    const session = await sandbox.open();
    await session.query('SET search_path = public');
    const statements = attempt(bait).split(/;\s/);
    const attempted = async () => {
      for (const statement of statements) await session.query(statement);
    };
    await expect(attempted().finally(() => session.close())).rejects.toThrow(REFUSAL);
    expect(existsSync(join(bait.folder, 'written'))).toBe(false);
  });

  test('sees no variable of the worker’s environment', async () => {
    const session = await bait.sandbox.open();
    await session.query('CREATE TEMPORARY TABLE o (l text)');
    await session.query(`COPY o FROM PROGRAM 'env'`);
    const lines = await session.query<{ l: string }>('SELECT l FROM o');
    await session.close();
    expect(lines.map(({ l }) => l.split('=')[0])).toContain('PATH');
    expect(lines.filter(({ l }) => /PLANTED|HOME|AWS|npm/.test(l))).toEqual([]);
  });

  test('has nothing of the host’s file system but programs, which it cannot write', async () => {
    const session = await bait.sandbox.open();
    await session.query('CREATE TEMPORARY TABLE o (l text)');
    await session.query(`COPY o FROM PROGRAM 'ls -A /old; cat /proc/self/mounts'`);
    const lines = (await session.query<{ l: string }>('SELECT l FROM o')).map(({ l }) => l.split(' '));
    await session.close();
    const ofHost = lines.filter(([, , kind = '']) => !['tmpfs', 'proc', 'devtmpfs'].includes(kind));
    const writable = ofHost.filter(([, , , options = '']) => !options.startsWith('ro,'));
    expect(writable.map(([, place]) => place)).toEqual([bait.sandbox.folder.cluster]);
    expect(ofHost.map(([, place]) => place)).toContain('/usr');
  });

  test('runs without rights, in a network without an address', async () => {
    const session = await bait.sandbox.open();
    await session.query('CREATE TEMPORARY TABLE o (l text)');
    await session.query(
      `COPY o FROM PROGRAM 'grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status; cat /proc/net/fib_trie' (DELIMITER '|')`,
    );
    const lines = (await session.query<{ l: string }>('SELECT l FROM o')).map(({ l }) =>
      l.replaceAll('\\t', ' ').trim(),
    );
    await session.close();
    expect(lines).toEqual([
      expect.stringMatching(/^CapEff:\s+0+$/),
      expect.stringMatching(/^CapBnd:\s+0+$/),
      expect.stringMatching(/^NoNewPrivs:\s+1$/),
    ]);
  });
});
