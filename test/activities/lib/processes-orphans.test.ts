import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../stack/folders.ts';
import { notedProcesses } from '../../stack/noted-processes.ts';

const LIB = fileURLToPath(new URL('../../../src/activities/lib', import.meta.url));

/** Programs of a worker that this test can kill: a script of its own, run by node. */
const STARTS = {
  'a program': `
    import { runProgram } from '${LIB}/processes.ts';
    await runProgram({ file: 'sh', args: ['-c', 'echo $$ >> "$PIDS"; exec sleep 300'], env: { PIDS: process.argv[2] } }, signal);`,
  'programs of a flow': `
    import { PassThrough } from 'node:stream';
    import { runFlow } from '${LIB}/pipeline.ts';
    const program = { file: 'sh', args: ['-c', 'echo $$ >> "$PIDS"; exec sleep 300'], env: { PIDS: process.argv[2] } };
    await runFlow({ programs: [program, program, program], transforms: [], sink: new PassThrough() }, signal);`,
};

test.runIf(process.platform === 'linux').each([
  ['a program', 1],
  ['programs of a flow', 3],
] as const)('%s ends when the worker is killed without a word', async (what, count) => {
  const noted = notedProcesses();
  const script = join(temporaryFolder(), 'worker.ts');
  writeFileSync(script, `const signal = new AbortController().signal;${STARTS[what]}`);
  const worker = execa(process.execPath, [script, noted.file], { reject: false, stdio: 'ignore' });
  await vi.waitFor(() => expect(noted.all()).toHaveLength(count), { timeout: 20_000 });
  expect(noted.living()).toHaveLength(count);
  worker.kill('SIGKILL');
  await worker;
  await vi.waitFor(() => expect(noted.living()).toEqual([]), { timeout: 10_000 });
});
