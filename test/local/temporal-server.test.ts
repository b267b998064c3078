import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../dev/stack/ports.ts';
import { takeLock } from '../../src/local/lock-file.ts';
import { startTemporal } from '../../src/local/temporal-server.ts';
import type { Tool } from '../../src/tools/tool.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { writeProgram } from '../tools/program-scripts.ts';

/** A `temporal` that is a shell script; it notes in a file that it was run. */
function program(script: string): { readonly tool: Tool; readonly wasRun: () => boolean } {
  const folder = temporaryFolder();
  const path = writeProgram(join(folder, 'temporal'), `touch ${folder}/run; ${script}`);
  return { tool: { path, version: '1.29.1', origin: 'PATH' }, wasRun: () => existsSync(join(folder, 'run')) };
}

const freePorts = async () => ({ port: await freePort(), uiPort: await freePort() });

async function busyPort(): Promise<number> {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return port;
}

test('refuses a folder that another process uses, before anything is started', async () => {
  const directory = temporaryFolder();
  takeLock(join(directory, 'lock'), directory);
  const { tool, wasRun } = program('exit 0');
  const starting = startTemporal(tool, directory, await freePorts());
  await expect(starting).rejects.toMatchObject({ kind: 'TargetBusy', message: expect.stringContaining(directory) });
  expect(wasRun()).toBe(false);
});

test.each(['port', 'uiPort'] as const)('refuses a %s that is in use, before anything is started', async which => {
  const directory = temporaryFolder();
  const port = await busyPort();
  const { tool, wasRun } = program('exit 0');
  const starting = startTemporal(tool, directory, { ...(await freePorts()), [which]: port });
  await expect(starting).rejects.toMatchObject({
    kind: 'TargetBusy',
    message: `port ${port} of this machine is in use`,
    hint: expect.stringContaining('--address'),
  });
  expect(wasRun()).toBe(false);
  expect(existsSync(join(directory, 'lock'))).toBe(false);
});

test('refuses a port that no machine has', async () => {
  const { tool } = program('exit 0');
  const starting = startTemporal(tool, temporaryFolder(), { ...(await freePorts()), uiPort: 66_000 });
  await expect(starting).rejects.toMatchObject({ kind: 'UsageInvalid', message: expect.stringContaining('66000') });
});

test('says what a server said that ended at once, and gives the folder back', async () => {
  const directory = join(temporaryFolder(), 'temporal');
  const { tool } = program('echo "database schema is newer than this server" >&2; exit 1');
  const starting = startTemporal(tool, directory, await freePorts());
  await expect(starting).rejects.toMatchObject({
    kind: 'TemporalUnreachable',
    message: expect.stringContaining('database schema is newer than this server'),
  });
  expect(existsSync(join(directory, 'lock'))).toBe(false);
});

test('binds to loopback alone and keeps its database by version', async () => {
  const directory = temporaryFolder();
  const { tool } = program('echo "$@"; exit 1');
  const ports = await freePorts();
  const message = await startTemporal(tool, directory, ports).catch((error: Error) => error.message);
  expect(message).toContain(`--ip 127.0.0.1 --port ${ports.port} --ui-port ${ports.uiPort}`);
  expect(message).toContain(`--db-filename ${join(directory, 'temporal-1.29.1.db')}`);
});
