import { chmodSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { birthOf } from '../../../src/activities/lib/process-birth.ts';
import { openTestFolder, readServerState, removeTestFolder } from '../../../src/activities/sandbox/folder.ts';
import { endSandbox, isAlive, startSandbox } from '../../../src/activities/sandbox/server.ts';
import { identifyRun } from '../../../src/domain/runs.ts';
import { findOnPath } from '../../../src/tools/search-path.ts';
import { clusterOf } from '../../stack/databases.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { programsOf } from '../postgres/dumps.ts';
import { processesOf } from './processes-of.ts';
import { makeSandbox } from './sandboxes.ts';

afterEach(() => vi.unstubAllEnvs());

const RUN = identifyRun({
  kind: 'restore-test',
  target: 'shop',
  workflowId: 'x',
  firstExecutionRunId: '01234567',
  startedAt: '2026-11-21T00:00:00Z',
});
const LIMITS = { memoryBytes: 64 * 1_048_576, jobs: 1, nice: 0 };
const never = new AbortController().signal;

test('a sandbox that is ended leaves no process and no folder', async () => {
  const { folder, server, open } = await makeSandbox(18);
  const session = await open();
  const sleeping = session.query('SELECT pg_sleep(600)').catch(() => 'ended');
  expect(processesOf(folder.path)).not.toEqual([]);
  expect(await endSandbox(server)).toBe(true);
  expect(processesOf(folder.path)).toEqual([]);
  expect(await sleeping).toBe('ended');
  expect(await removeTestFolder(folder)).toBe(true);
  expect(existsSync(folder.path)).toBe(false);
  rmSync(dirname(folder.path), { recursive: true });
});

test('ending what has ended is well, and nobody else’s process of that id is touched', async () => {
  const other = execa('sleep', ['600'], { reject: false });
  onTestFinished(async () => {
    other.kill();
    await other;
  });
  expect(await endSandbox({ pid: other.pid ?? 0, born: 'earlier' })).toBe(true);
  expect(birthOf(other.pid ?? 0)).toBeDefined();
});

test('a sandbox ends with its worker, however that ends', async () => {
  const { programs, major } = clusterOf(18);
  const directory = temporaryFolder();
  const script = join(import.meta.dirname, 'abandoned-sandbox.ts');
  const worker = execa('node', [script, directory, programs, String(major)], { reject: false, stderr: 'inherit' });
  await new Promise(resolve => worker.stdout.once('data', resolve));
  expect(processesOf(join(directory, '01234567/c'))).not.toEqual([]);
  worker.kill('SIGKILL');
  await worker;
  await vi.waitUntil(() => processesOf(directory).length === 0, { timeout: 30_000 });
});

test('what an earlier attempt left in the folder is made anew', async () => {
  const { folder, server, end } = await makeSandbox(18);
  onTestFinished(end);
  await endSandbox(server);
  expect(isAlive(server)).toBe(false);
  const sandbox = { kind: 'local', name: 'local', directory: dirname(folder.path), limits: LIMITS } as const;
  const again = await startSandbox(folder, sandbox, programsOf(clusterOf(18)), 'postgres', never);
  onTestFinished(async () => void (await endSandbox(again.server)));
  expect(await readServerState(folder)).toEqual(again.server);
  expect(isAlive(again.server)).toBe(true);
});

test.each([
  [
    'superuser that no cluster may have',
    { superuser: 'pg_x' },
    { kind: 'Inconclusive', message: expect.stringContaining('disallowed') },
  ],
  ['share of memory that the host has not', { memoryBytes: 2 ** 60 }, { kind: 'SandboxLost' }],
])(
  'a %s is told, and leaves no process',
  async (_what, {
    superuser = 'postgres',
    memoryBytes = LIMITS.memoryBytes,
  }: { superuser?: string; memoryBytes?: number }, failure) => {
    const directory = temporaryFolder();
    const folder = await openTestFolder(directory, RUN);
    const sandbox = { kind: 'local', name: 'local', directory, limits: { ...LIMITS, memoryBytes } } as const;
    await expect(startSandbox(folder, sandbox, programsOf(clusterOf(18)), superuser, never)).rejects.toMatchObject(
      failure,
    );
    expect(processesOf(directory)).toEqual([]);
  },
);

test('where the platform has no namespaces the isolation is partial, and says why', async () => {
  const tools = mkdtempSync(join(tmpdir(), 'fd-tools-'));
  onTestFinished(() => rmSync(tools, { recursive: true }));
  chmodSync(tools, 0o755);
  for (const name of ['id', 'nice', 'setpriv', 'ldd'])
    symlinkSync(findOnPath(name, process.env['PATH']) ?? '', join(tools, name));
  vi.stubEnv('PATH', tools);
  const { isolation, sql, end } = await makeSandbox(18);
  onTestFinished(end);
  expect(isolation).toEqual({
    level: 'partial',
    facts: [
      'the program unshare is not there',
      expect.stringContaining('may reach what that user may reach'),
      expect.stringContaining('no TCP'),
    ],
  });
  expect(await sql('SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
});
