import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startWorker } from '../../src/local/worker-process.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { notedProcesses } from '../stack/noted-processes.ts';
import { silentServer } from '../stack/silent-server.ts';

test('tells how a worker ended that could not start, and what it said', async () => {
  const lines: string[] = [];
  const config = join(temporaryFolder(), 'missing.yaml');
  const worker = await startWorker({ config, env: {}, onLine: line => lines.push(line) });
  expect(await worker.ended).toContain('exit code 2');
  await vi.waitFor(() => expect(lines[0]).toBe(`firedrill worker: --config names ${config}, which does not exist`));
});

/** Settings of a worker that waits for a server that never answers; it notes its process id. */
async function waitingWorker() {
  const noted = notedProcesses();
  const folder = temporaryFolder();
  const note = join(folder, 'note.mjs');
  writeFileSync(
    note,
    `import { appendFileSync } from 'node:fs';\nappendFileSync(process.env.PIDS, process.pid + '\\n');`,
  );
  const env = {
    PIDS: noted.file,
    NODE_OPTIONS: `--import ${note}`,
    DATABASE_URL: 'postgres://backup@127.0.0.1/orders',
    FIREDRILL_STATE: join(folder, 'state'),
    TEMPORAL_ADDRESS: await silentServer(),
  };
  return { noted, env };
}

test('ends with the signal when it is killed, and says so', async () => {
  const { noted, env } = await waitingWorker();
  const starting = startWorker({ config: undefined, env, onLine: () => undefined });
  await vi.waitFor(() => expect(noted.living()).toHaveLength(1), { timeout: 20_000 });
  process.kill(noted.living()[0] ?? 0, 'SIGKILL');
  const worker = await starting;
  expect(worker.pid).toBe(noted.all()[0]);
  expect(await worker.ended).toContain('SIGKILL');
});

test('may be stopped and killed after its end', async () => {
  const worker = await startWorker({ config: '/nowhere', env: {}, onLine: () => undefined });
  await worker.stop();
  worker.kill();
  expect(await worker.ended).toContain('exit code 2');
});

test('has the variables it is given beside those of this process', async () => {
  vi.stubEnv('DATABASE_URL', 'mysql://planted-secret@db/orders');
  onTestFinished(() => void vi.unstubAllEnvs());
  const lines: string[] = [];
  const cwd = { FIREDRILL_CONFIG: '', FIREDRILL_STATE: temporaryFolder() };
  const worker = await startWorker({ config: undefined, env: cwd, onLine: line => lines.push(line) });
  await worker.ended;
  await vi.waitFor(() => expect(lines.join('\n')).toContain('DATABASE_URL is not a PostgreSQL connection URL'));
  expect(lines.join('\n')).not.toContain('planted-secret');
});
