import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../stack/folders.ts';
import { notedProcesses } from '../stack/noted-processes.ts';
import { silentServer } from '../stack/silent-server.ts';

const STARTER = `
import { startWorker } from '${fileURLToPath(new URL('../../src/local/worker-process.ts', import.meta.url))}';
const [, , note] = process.argv;
process.on('SIGINT', () => process.stdout.write('interrupted\\n'));
await startWorker({ config: undefined, env: { NODE_OPTIONS: '--import ' + note }, onLine: () => undefined });
`;

/** A process, in a group of its own, that has started a worker which waits for Temporal. */
async function startStarter() {
  const noted = notedProcesses();
  const folder = temporaryFolder();
  const [script, note] = [join(folder, 'starter.ts'), join(folder, 'note.mjs')];
  writeFileSync(script, STARTER);
  writeFileSync(
    note,
    `import { appendFileSync } from 'node:fs';\nappendFileSync(process.env.PIDS, process.pid + '\\n');`,
  );
  const env = {
    PIDS: noted.file,
    DATABASE_URL: 'postgres://backup@127.0.0.1/orders',
    FIREDRILL_STATE: join(folder, 'state'),
    TEMPORAL_ADDRESS: await silentServer(),
  };
  const options = { env, reject: false, buffer: false, stdin: 'ignore', detached: true } as const;
  const starter = execa(process.execPath, [script, note], options);
  await vi.waitFor(() => expect(noted.living()).toHaveLength(1), { timeout: 20_000 });
  return { noted, starter };
}

test.runIf(process.platform === 'linux')('a worker ends when its starter is killed without a word', async () => {
  const { noted, starter } = await startStarter();
  starter.kill('SIGKILL');
  await starter;
  await vi.waitFor(() => expect(noted.living()).toEqual([]), { timeout: 10_000 });
});

test.runIf(process.platform === 'linux')('a worker works on when Ctrl-C reaches the group of its starter', async () => {
  const { noted, starter } = await startStarter();
  const interrupted = new Promise(resolve => starter.stdout.once('data', resolve));
  process.kill(-Number(starter.pid), 'SIGINT');
  await interrupted;
  await new Promise(resolve => setTimeout(resolve, 300));
  expect(noted.living()).toHaveLength(1);
  starter.kill('SIGKILL');
  await starter;
});
