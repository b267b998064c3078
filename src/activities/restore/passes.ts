import { Writable } from 'node:stream';
import type { Failure } from '../../domain/failures.ts';
import { runGroup } from '../lib/group.ts';
import { type Command, ProcessFailed, runProgram } from '../lib/processes.ts';
import type { RestorePart } from '../postgres/restore-commands.ts';
import { artifactsOf, type FetchedBackup, openArtifact } from '../restore-test/fetched-backup.ts';
import { restoreErrors, restoreWarnings } from '../sandbox/restore-errors.ts';
import { ranOutOfSpace } from '../sandbox/space.ts';

/** Where and how the archives of a backup are restored. */
export interface Passes {
  /** The main archive in the clear. */
  readonly archive: string;
  /** Files with its entries, by pass. */
  readonly lists: { readonly first: string; readonly sequences: string; readonly triggers: string };
  /** Files with the entries of archives of table rows, by artifact, where not all of them are restored. */
  readonly rows?: ReadonlyMap<string, string>;
  /** Programs side by side. */
  readonly jobs: number;
  /** The command that restores a part into the database. */
  readonly restore: (part: RestorePart) => Command;
  /** Makes planner statistics; absent where nobody wants them. */
  readonly analyze?: Command;
  /** What is thrown where the server's disk is full. */
  readonly full: () => Failure;
  /** Called as each pass begins. */
  readonly begin: (item: string) => void;
}

/**
 * Restores the archives of a fetched backup: schema, rows (all archives side by side), sequences, indexes and constraints,
 * triggers, statistics. Returns what the programs complained about and what they warned of, safe to be told.
 * @throws Failure ArtifactDamaged, what {@link Passes.full} makes, or the signal's reason.
 */
export async function restoreArchives(
  backup: FetchedBackup,
  passes: Passes,
  signal: AbortSignal,
): Promise<{ readonly errors: readonly string[]; readonly said: readonly string[] }> {
  const { archive, lists, rows, jobs, restore, analyze, begin, full } = passes;
  const errors: string[] = [];
  const said: string[] = [];
  const run = async (item: string, command: Command) => {
    begin(item);
    errors.push(...(await complaints(command, full, signal, said)));
  };
  await run('schema', restore({ archive, section: 'pre-data', list: lists.first }));
  begin('rows');
  await runGroup(signal, [
    async inner => {
      errors.push(
        ...(await complaints(restore({ archive, section: 'data', list: lists.first, jobs }), full, inner, said)),
      );
    },
    ...artifactsOf(backup, 'table-data')
      .filter(({ name }) => rows === undefined || rows.has(name))
      .map(artifact => async (inner: AbortSignal) => {
        const command = restore({ dataOnly: true, list: rows?.get(artifact.name) });
        errors.push(...(await streamRows(backup, artifact, command, full, inner)));
      }),
  ]);
  await run('sequences', restore({ archive, list: lists.sequences }));
  await run('indexes and constraints', restore({ archive, section: 'post-data', list: lists.first, jobs }));
  await run('triggers', restore({ archive, list: lists.triggers }));
  if (analyze !== undefined) await run('statistics', analyze);
  return { errors, said };
}

/**
 * Runs a program of a restore; its complaints about objects are returned, and its other failures thrown. What it warned of is
 * added to `said`.
 */
export async function complaints(
  command: Command,
  full: () => Failure,
  signal: AbortSignal,
  said: string[],
): Promise<readonly string[]> {
  try {
    said.push(...restoreWarnings((await runProgram(command, signal)).stderr));
    return [];
  } catch (error) {
    if (error instanceof ProcessFailed) said.push(...restoreWarnings(error.stderr));
    return explain(error, full);
  }
}

/** Restores the rows of an archive that flows straight from its decryption into pg_restore. */
async function streamRows(
  backup: FetchedBackup,
  artifact: Parameters<typeof openArtifact>[1],
  command: Command,
  full: () => Failure,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await openArtifact(backup, artifact, { programs: [command], transforms: [], sink }, signal);
    return [];
  } catch (error) {
    return explain(error, full);
  }
}

function explain(error: unknown, full: () => Failure): readonly string[] {
  if (!(error instanceof ProcessFailed)) throw error;
  if (ranOutOfSpace(error.stderr)) throw full();
  const errors = restoreErrors(error.stderr);
  return errors.length > 0 ? errors : [error.message];
}
