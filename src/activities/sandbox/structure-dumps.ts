import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSchemaDump } from '../../domain/schema-dump.ts';
import type { Structures } from '../../domain/structure.ts';
import { type Command, ProcessFailed, runProgram } from '../lib/processes.ts';
import { type ArchiveEntry, isStructure } from './archive-list.ts';
import type { SandboxServer, TestFolder } from './folder.ts';
import { dumpSchema, pgRestore, printSchema } from './restore-commands.ts';
import { ranOutOfSpace } from './space.ts';

/** What the dumps of a comparison are made from. */
export interface StructureSources {
  readonly folder: TestFolder;
  /** The main archive in the clear, and what prints it. */
  readonly archive: string;
  readonly printer: Pick<SandboxServer, 'programs' | 'kind'>;
  /** A file with the archive's entries that are compared. */
  readonly list: string;
  /** A file with those that the reference database gets; `list` when absent. */
  readonly referenceList?: string;
  /** The encoding of dumps where the archive names none. */
  readonly encoding: string;
  /** The dump of the restored database's schema, in an encoding. */
  readonly dumpRestored: (encoding: string) => Command;
  /** Works with an empty database of the same kind, which is gone afterwards. */
  readonly withReference: <T>(work: (server: SandboxServer) => Promise<T>) => Promise<T>;
  /** Called as each dump begins. */
  readonly begin: (item: string) => void;
}

/**
 * Dumps the schemas of an archive, of the database restored from it, and of a reference database: one made from the archive's
 * schema alone, which shows how a server writes each definition after a restore.
 * @throws ProcessFailed, or the signal's reason.
 */
export async function dumpStructures(sources: StructureSources, signal: AbortSignal): Promise<Structures> {
  const { folder, archive, printer, list, referenceList = list, dumpRestored, withReference, begin } = sources;
  const read = async (item: string, command: Command): Promise<string> => {
    begin(item);
    return (await runProgram(command, signal)).stdout;
  };
  const printed = await read('schema of the archive', printSchema(printer, archive, list));
  const encoding = encodingOf(printed) ?? sources.encoding;
  const restored = await read('schema of the restored database', dumpRestored(encoding));
  begin('reference database');
  const reference = await withReference(async server => {
    const restore = pgRestore(folder, server, { archive, list: referenceList, schemaOnly: true });
    const isComplete = await isRestored(restore, signal);
    const dumped = await read('schema of the reference database', dumpSchema(folder, server, encoding));
    return { isComplete, schema: parseSchemaDump(dumped) };
  });
  return {
    archived: parseSchemaDump(printed),
    restored: parseSchemaDump(restored),
    reference: reference.schema,
    referenceComplete: reference.isComplete,
  };
}

/** Writes a list with what some passes of a restore have made, without rows and values. */
export async function writeMadeList(folder: TestFolder, passes: readonly string[]): Promise<string> {
  const lists = passes.map(pass => readFile(join(folder.archives, pass), 'utf8'));
  return writeStructureList(folder, 'structure.list', (await Promise.all(lists)).join('').split('\n').filter(Boolean));
}

/** Writes a list called `name` with those entries that are neither rows nor values. */
export async function writeStructureList(
  folder: TestFolder,
  name: string,
  entries: readonly ArchiveEntry[],
): Promise<string> {
  const list = join(folder.archives, name);
  const lines = entries.filter(isStructure).map(entry => `${entry}\n`);
  await writeFile(list, lines.join(''), { mode: 0o600 });
  return list;
}

/** `SET client_encoding = 'UTF8';` at the beginning of what pg_restore prints. */
function encodingOf(sql: string): string | undefined {
  return /^SET client_encoding = '(\w+)';$/m.exec(sql)?.[1];
}

/** Whether a restore went without an error. What it could not make is then missing in the reference, and accuses nobody. */
async function isRestored(command: Command, signal: AbortSignal): Promise<boolean> {
  try {
    await runProgram(command, signal);
    return true;
  } catch (error) {
    if (!(error instanceof ProcessFailed) || ranOutOfSpace(error.stderr)) throw error;
    return false;
  }
}
