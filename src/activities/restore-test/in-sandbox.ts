import { DatabaseError } from 'pg';
import { Failure, type FailureKind } from '../../domain/failures.ts';
import type { Deps } from '../deps.ts';
import { ProcessFailed } from '../lib/processes.ts';
import { reach } from '../sandbox/access.ts';
import { readServerState, type SandboxServer, type TestFolder, testFolder } from '../sandbox/folder.ts';
import { isThere } from '../sandbox/presence.ts';
import { restoreErrors } from '../sandbox/restore-errors.ts';
import { DISK_FULL, isFull, noSpace, ranOutOfSpace } from '../sandbox/space.ts';

/**
 * Does something in the sandbox of a folder. Whatever fails because the sandbox is gone fails as SandboxLost: the run then
 * makes a new one, and accuses nobody. A sandbox without room makes the test inconclusive.
 */
export async function inSandbox<T>(
  path: string,
  deps: Pick<Deps, 'configuration' | 'readSecret'>,
  work: (folder: TestFolder, server: SandboxServer) => Promise<T>,
): Promise<T> {
  const folder = testFolder(path);
  const server = reach(await readServerState(folder), deps);
  if (!(await isThere(server))) throw await lost(folder, undefined);
  let outcome: T;
  try {
    outcome = await work(folder, server);
  } catch (error) {
    if (!(await isThere(server))) throw await lost(folder, error);
    // A server that could not write its log ends every session, and lives on.
    const ended = error instanceof Failure && error.kind === 'SourceUnreachable';
    throw ended && (await isFull(folder.path)) ? await lost(folder, error) : asFinding(error);
  }
  // What seems to have gone well, or to have found something, counts only if the sandbox lived through it.
  if (!(await isThere(server))) throw await lost(folder, undefined);
  return outcome;
}

/**
 * A failure inside a sandbox that lives is nothing that a second try mends, and none of the source's: what a program of the
 * restore says is a finding, and what the sandbox's server refuses means that the backup could not be tested.
 */
function asFinding(error: unknown): unknown {
  if (isDiskFull(error)) return noSpace('the sandbox became full');
  if (error instanceof ProcessFailed) {
    if (ranOutOfSpace(error.stderr)) return noSpace('the sandbox became full');
    const said = restoreErrors(error.stderr).join('; ');
    return new Failure('RestoreFailed', `${error.message}${said === '' ? '' : `: ${said}`}`, { cause: error });
  }
  if (error instanceof Failure && FROM_SERVER.includes(error.kind)) {
    return new Failure('Inconclusive', `the sandbox refused: ${error.message}`, { hint: error.hint, cause: error });
  }
  return error;
}

function isDiskFull(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === DISK_FULL;
  return error instanceof Error && isDiskFull(error.cause);
}

const FROM_SERVER: readonly FailureKind[] = [
  'DumpFailed',
  'SourceBusy',
  'SourceUnreachable',
  'RightsMissing',
  'DatabaseMissing',
  'CredentialsRejected',
];

/** A server ends itself where its log finds no room. */
async function lost(folder: TestFolder, cause: unknown): Promise<Failure> {
  if (await isFull(folder.path)) return noSpace('the sandbox became full, and its server ended');
  return new Failure('SandboxLost', 'the sandbox ended in the middle of the restore test', {
    cause,
    hint: 'the run makes a new one',
  });
}
