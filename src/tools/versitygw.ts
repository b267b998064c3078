import { join } from 'node:path';
import { Failure } from '../domain/failures.ts';
import { cacheFolder } from './cache.ts';
import { buildGoProgram } from './go-program.ts';
import { findOnPath, isExecutable } from './search-path.ts';
import type { Tool } from './tool.ts';

type Environment = { readonly [name: string]: string | undefined };

const VERSION = '1.8.0';

/** An S3 server over a folder, for the local stack and the tests. Throws Failure ToolMissing where Go cannot build it. */
export async function obtainVersitygw(environment: Environment, say: (line: string) => void): Promise<Tool> {
  const onPath = findOnPath('versitygw', environment['PATH']);
  // The program does not know its own version unless a release build told it.
  if (onPath !== undefined) return { path: onPath, version: 'unknown', origin: 'PATH' };
  const cached = join(cacheFolder(environment), 'bin', 'versitygw');
  if (isExecutable(cached)) return { path: cached, version: VERSION, origin: 'cache' };
  say('versitygw: building it with Go …');
  const module = `github.com/versity/versitygw/cmd/versitygw@v${VERSION}`;
  const path = await buildGoProgram({ module, program: 'versitygw' }, environment);
  if (path !== undefined) return { path, version: VERSION, origin: 'obtained' };
  throw new Failure('ToolMissing', 'the S3 server versitygw is not on PATH, and Go could not build it', {
    hint: 'install Go, or versitygw (https://github.com/versity/versitygw)',
  });
}
