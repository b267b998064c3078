import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { temporaryFolder } from '../stack/folders.ts';

const MAIN = fileURLToPath(new URL('../../src/client/main.ts', import.meta.url));

/** What surrounds a command: its folder (a new one otherwise) and variables beside a search path and a home. */
export interface Surroundings {
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string };
}

/** How a command ended. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `firedrill` as a process of its own, with nothing of this environment but the search path and what Node has compiled. */
export async function firedrill(args: readonly string[], { cwd, env }: Surroundings = {}): Promise<Ended> {
  const home = temporaryFolder();
  const { exitCode, stdout, stderr } = await execa(process.execPath, [MAIN, ...args], {
    cwd: cwd ?? home,
    env: { ...surroundings(home), ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  return { exitCode, stdout, stderr };
}

/** Runs `firedrill` on a terminal (util-linux' `script`), answers what it asks, and returns all that was shown. */
export async function firedrillOnTerminal(
  args: readonly string[],
  { cwd, env, answer = '' }: Surroundings & { readonly answer?: string } = {},
): Promise<{ readonly exitCode: number | undefined; readonly shown: string }> {
  const home = temporaryFolder();
  const line = [process.execPath, MAIN, ...args].map(word => `'${word}'`).join(' ');
  const { exitCode, stdout } = await execa('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd: cwd ?? home,
    env: { ...surroundings(home), TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
    extendEnv: false,
    reject: false,
    input: answer,
  });
  return { exitCode, shown: stdout.replaceAll('\r', '') };
}

function surroundings(home: string): { readonly [name: string]: string } {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  return { PATH, NODE_COMPILE_CACHE, HOME: home, FIREDRILL_STATE: `${home}/state` };
}

/** The one document that `--json` printed. */
export function documentOf({ stdout }: Ended): {
  readonly schemaVersion: number;
  readonly kind: string;
  readonly data?: unknown;
  readonly error?: unknown;
} {
  return JSON.parse(stdout);
}
