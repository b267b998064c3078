import { globSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { Failure } from '../domain/failures.ts';
import { cacheFolder, openCache } from './cache.ts';
import { buildGoProgram } from './go-program.ts';
import { findOnPath, isExecutable } from './search-path.ts';
import type { Tool } from './tool.ts';

type Environment = { readonly [name: string]: string | undefined };

/** The newest release that `go install` can build; later ones carry a `replace`. */
const MODULE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const DOWNLOADED = 'temporal-sdk-typescript-*';

/** The `temporal` program where it is already on this machine: TEMPORAL_CLI_PATH, PATH, cache. */
export async function findTemporal(environment: Environment): Promise<Tool | undefined> {
  const cache = cacheFolder(environment);
  const candidates = [
    { path: environment['TEMPORAL_CLI_PATH'], origin: 'TEMPORAL_CLI_PATH' },
    { path: findOnPath('temporal', environment['PATH']), origin: 'PATH' },
    { path: join(cache, 'bin', 'temporal'), origin: 'cache' },
    ...globSync(join(cache, 'bin', DOWNLOADED)).map(path => ({ path, origin: 'cache' })),
  ];
  for (const { path, origin } of candidates) {
    if (!path || !isExecutable(path)) continue;
    const { stdout, failed } = await execa(path, ['--version'], { reject: false, timeout: 20_000 });
    if (!failed) return { path, version: versionOf(stdout), origin };
  }
  return undefined;
}

/** The server's version: it decides about the format of a database file. A program built from source does not know its own. */
function versionOf(text: string): string {
  return /Server ([\w.-]+)/.exec(text)?.[1] ?? /version ([\w.-]+)/.exec(text)?.[1] ?? 'unknown';
}

/**
 * The `temporal` program, obtained if need be: the SDK's own download, then a build from the Go module proxy (some minutes).
 * @throws Failure ToolMissing, with what was tried.
 */
export async function obtainTemporal(environment: Environment, say: (line: string) => void): Promise<Tool> {
  const found = await findTemporal(environment);
  if (found !== undefined) return found;
  say('temporal: downloading …');
  if (!(await downloadTemporal(environment))) {
    say('temporal: the download is out of reach; building it with Go, which takes some minutes once …');
    await buildGoProgram({ module: MODULE, program: 'temporal' }, environment);
  }
  const obtained = await findTemporal(environment);
  if (obtained !== undefined) return { ...obtained, origin: 'obtained' };
  throw new Failure(
    'ToolMissing',
    'the temporal program was not found on PATH, could not be downloaded, and Go could not build it',
    {
      hint: 'install it (https://docs.temporal.io/cli), or name it in TEMPORAL_CLI_PATH; with Docker: docker compose up',
    },
  );
}

/** Lets the SDK fetch its own copy into the cache, as its test server does. */
async function downloadTemporal(environment: Environment): Promise<boolean> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const downloadDir = join(openCache(environment), 'bin');
  try {
    const server = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', downloadDir, version: 'v1.5.1' } },
    });
    await server.teardown();
    return true;
  } catch {
    return false;
  }
}
