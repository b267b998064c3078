import { askProgram } from './said.ts';
import { findOnPath } from './search-path.ts';
import type { Tool } from './tool.ts';

/** A program that packages install, with its version as `args` make it say it; undefined where PATH has none. */
export async function findProgram(
  program: string,
  environment: { readonly [name: string]: string | undefined },
  args: readonly string[] = ['--version'],
): Promise<Tool | undefined> {
  const path = findOnPath(program, environment['PATH']);
  if (path === undefined) return undefined;
  const { stdout, stderr } = await askProgram(path, args);
  return { path, version: /\d+(\.\d+)+/.exec(`${stdout}\n${stderr}`)?.[0] ?? 'unknown', origin: 'PATH' };
}
