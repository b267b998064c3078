import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type ServerOptions, startServer } from '../../src/tools/server-process.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { notedProcesses } from '../stack/noted-processes.ts';

/** A shell line as a server that is ready when it has made the file `ready` in its folder. */
function server(line: string, options: Partial<ServerOptions> = {}): ServerOptions {
  const cwd = temporaryFolder();
  return { file: 'sh', args: ['-c', line], cwd, isReady: async () => existsSync(join(cwd, 'ready')), ...options };
}

const IDLE = 'touch ready; exec sleep 300';

test('waits until the server is ready, and stops it', async () => {
  const noted = notedProcesses();
  const started = await startServer(server(`echo $$ >> "$PIDS"; echo log; ${IDLE}`, { env: { PIDS: noted.file } }));
  expect(noted.living()).toEqual([started.pid]);
  await started.stop();
  expect(noted.living()).toEqual([]);
  expect(await started.ended).toBe('log\n');
});

test('says the end of the log of a server that ends at once', async () => {
  const line = 'head -c 100000 /dev/zero | tr "\\0" .; echo "port 5432 is in use" >&2; exit 1';
  const failure = await startServer(server(line)).catch((error: Error) => error.message);
  expect(failure).toMatch(/^sh ended:\n\.+port 5432 is in use\n$/);
  expect(String(failure).length).toBeLessThan(8_300);
});

test('says so where a server is not ready in time, and ends it', async () => {
  const noted = notedProcesses();
  const line = 'echo $$ >> "$PIDS"; echo starting; exec sleep 300';
  const starting = startServer(server(line, { env: { PIDS: noted.file }, readyTimeoutMs: 1_000 }));
  await expect(starting).rejects.toThrow('sh was not ready in time:\nstarting\n');
  expect(noted.living()).toEqual([]);
});

test('ends the server where it cannot be asked whether it is ready', async () => {
  const noted = notedProcesses();
  const isReady = async () => {
    await vi.waitFor(() => expect(noted.all()).toHaveLength(1), { timeout: 10_000 });
    throw new Error('no answer at all');
  };
  const starting = startServer(server('echo $$ >> "$PIDS"; exec sleep 300', { env: { PIDS: noted.file }, isReady }));
  await expect(starting).rejects.toThrow('no answer at all');
  expect(noted.living()).toEqual([]);
});

test('tells of a server that ends later, with the end of its log', async () => {
  const started = await startServer(server('echo "out of memory" >&2; touch ready; exit 1'));
  expect(await started.ended).toContain('out of memory');
});

test.each(['SIGTERM', 'SIGINT', 'SIGQUIT'] as const)('kills a server that does not heed %s', async signal => {
  const noted = notedProcesses();
  const line = `trap "" TERM INT QUIT; echo $$ >> "$PIDS"; ${IDLE}`;
  const started = await startServer(server(line, { env: { PIDS: noted.file }, stopGraceMs: 200 }));
  await started.stop(signal);
  expect(noted.living()).toEqual([]);
});

test('leaves a server the time to end in its own way', async () => {
  const line = 'trap "echo said goodbye; exit" INT; touch ready; while :; do sleep 0.05; done';
  const started = await startServer(server(line));
  await started.stop('SIGINT');
  expect(await started.ended).toBe('said goodbye\n');
});

test('may be stopped more than once', async () => {
  const started = await startServer(server(IDLE));
  await Promise.all([started.stop(), started.stop()]);
  await expect(started.stop()).resolves.toBeUndefined();
});

test('passes nothing of its environment on but search path and home', async () => {
  vi.stubEnv('PGPASSWORD', 'planted-secret');
  onTestFinished(() => void vi.unstubAllEnvs());
  const started = await startServer(server(`env; ${IDLE}`, { env: { OWN: 'yes' } }));
  await started.stop();
  const names = (await started.ended).split('\n').map(line => line.split('=')[0]);
  expect(names.filter(name => name !== 'PWD' && name !== '').toSorted()).toEqual(['HOME', 'LC_ALL', 'OWN', 'PATH']);
});

test('names a program that cannot be started', async () => {
  const starting = startServer({ file: '/nowhere/postgres', args: [], isReady: async () => false });
  await expect(starting).rejects.toThrow(/^\/nowhere\/postgres ended:/);
});
