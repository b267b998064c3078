import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../stack/folders.ts';
import { notedProcesses } from '../stack/noted-processes.ts';

const STARTER = `
import { existsSync } from 'node:fs';
import { startServer } from '${fileURLToPath(new URL('../../src/tools/server-process.ts', import.meta.url))}';
const [, , pids] = process.argv;
process.on('SIGINT', () => process.stdout.write('interrupted\\n'));
await startServer({
  file: 'sh',
  args: ['-c', 'echo $$ >> "$PIDS"; exec sleep 300'],
  env: { PIDS: pids },
  isReady: async () => existsSync(pids),
});
process.stdout.write('ready\\n');
`;

/** A process, in a group of its own, that has started a server. */
async function startStarter(pids: string) {
  const script = join(temporaryFolder(), 'starter.ts');
  writeFileSync(script, STARTER);
  const starter = execa(process.execPath, [script, pids], {
    reject: false,
    buffer: false,
    stdin: 'ignore',
    detached: true,
  });
  let said = '';
  starter.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const says = (text: string) => vi.waitFor(() => expect(said).toContain(text), { timeout: 20_000 });
  await says('ready');
  return { starter, says };
}

test.runIf(process.platform === 'linux')('a server ends when its starter is killed without a word', async () => {
  const noted = notedProcesses();
  const { starter } = await startStarter(noted.file);
  expect(noted.living()).toHaveLength(1);
  starter.kill('SIGKILL');
  await starter;
  await vi.waitFor(() => expect(noted.living()).toEqual([]), { timeout: 10_000 });
});

test.runIf(process.platform === 'linux')('a server lives on when Ctrl-C reaches the group of its starter', async () => {
  const noted = notedProcesses();
  const { starter, says } = await startStarter(noted.file);
  process.kill(-Number(starter.pid), 'SIGINT');
  await says('interrupted');
  await new Promise(resolve => setTimeout(resolve, 300));
  expect(noted.living()).toHaveLength(1);
  starter.kill('SIGKILL');
  await starter;
});
