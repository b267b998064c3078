import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { PromiseBroken } from './screen.ts';

const CLI = fileURLToPath(new URL('../../src/client/main.ts', import.meta.url));

/** What a command of the CLI printed with `--json`, and its exit code. */
export interface Answer<Data> {
  readonly exitCode: number;
  readonly data: Data;
  readonly error?: { readonly kind: string; readonly message: string; readonly hint?: string };
}

/** Runs the CLI as a person would, with `--json`. Its progress lines go to `onLine`. */
export async function firedrill<Data>(
  config: string,
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<Answer<Data>> {
  const child = execa(process.execPath, [CLI, ...args, '--json', '--config', config], { reject: false });
  const reading = (async () => {
    for await (const line of child.iterable({ from: 'stderr' })) onLine(line);
  })();
  const { stdout, exitCode, stderr } = await child;
  await reading.catch(() => undefined);
  try {
    const { data, error } = JSON.parse(stdout);
    return { exitCode: exitCode ?? 70, data, error };
  } catch {
    throw new PromiseBroken(`firedrill ${args.join(' ')} ended with ${exitCode}: ${stderr.slice(-1_000)}`);
  }
}
