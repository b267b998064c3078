import { count } from './counting.ts';
import { hideLiterals, type SchemaDump, type SchemaEntry } from './schema-dump.ts';
import type { Check, Observation } from './verdicts.ts';

/** The structure of one backup, as three dumps of schemas show it. */
export interface Structures {
  /** What the archive itself prints. */
  readonly archived: SchemaDump;
  /** The restored database. */
  readonly restored: SchemaDump;
  /**
   * An empty database made from the archive's schema right now, and whether that went without an error. The server writes
   * some definitions differently once they were restored: what is as in here is as a restore makes it.
   */
  readonly reference: SchemaDump;
  readonly referenceComplete: boolean;
}

const BASE = { about: 'content', required: true, source: 'schema of the archive' } as const;

/** Compares the structure object by object: one passed check for all of it, or one failed check for each object that differs. */
export function compareSchemas(structures: Structures): readonly Check[] {
  const { archived, restored } = structures;
  const differences = [
    ...[...archived].flatMap(([key, entry]) => compareEntry(key, entry, structures)),
    ...[...restored].filter(([key]) => !archived.has(key)).map(([, entry]) => surplus(entry)),
  ];
  if (differences.length > 0) return differences;
  const entries = [...archived.values()];
  const compared = count(
    entries.reduce((sum, { texts }) => sum + texts.length, 0),
    'object',
  );
  return [
    {
      ...BASE,
      name: 'structure',
      verdict: 'passed',
      expected: compared,
      found: compared,
      ...(entries.length === 0 ? {} : { detail: countTypes(entries) }),
    },
  ];
}

function countTypes(entries: readonly SchemaEntry[]): string {
  const types = Map.groupBy(entries, ({ type }) => type);
  return [...types]
    .map(([type, alike]) => `${type} ${alike.reduce((sum, { texts }) => sum + texts.length, 0)}`)
    .toSorted()
    .join(', ');
}

function compareEntry(key: string, entry: SchemaEntry, structures: Structures): readonly Check[] {
  const { restored, reference, referenceComplete } = structures;
  const found = restored.get(key);
  const name = nameOf(entry);
  if (found === undefined) {
    const detail = 'it is not there after the restore';
    return [{ ...BASE, name, verdict: 'failed', expected: 'there', found: null, detail }];
  }
  const remade = reference.get(key);
  if (isSame(entry, found) || (remade !== undefined && isSame(remade, found))) return [];
  if (remade === undefined && !referenceComplete) {
    const detail =
      'it is written differently after the restore, and this host could not make it a second time to compare';
    return [{ ...BASE, name, verdict: 'inconclusive', detail }];
  }
  return [{ ...BASE, name, verdict: 'failed', ...describe(remade ?? entry, found) }];
}

function isSame(expected: SchemaEntry, found: SchemaEntry): boolean {
  return found.texts.length === expected.texts.length && subtract(canonical(found), canonical(expected)).length === 0;
}

/** Rights are a set: a restore may hand them out in another order. */
function canonical({ type, texts }: SchemaEntry): readonly string[] {
  if (type !== 'ACL' && type !== 'DEFAULT ACL') return texts;
  return texts.map(text => text.split('\n').filter(Boolean).toSorted().join('\n'));
}

function surplus(entry: SchemaEntry): Check {
  const detail = 'it was not in the database that was backed up';
  return { ...BASE, name: nameOf(entry), verdict: 'failed', expected: null, found: 'there', detail };
}

/** `structure INDEX public.by_date`. For people, not SQL. */
function nameOf({ type, schema, name }: SchemaEntry): string {
  return `structure ${type} ${schema === '-' ? name : `${schema}.${name}`}`;
}

/** Types whose options hold addresses and passwords, in whatever form: their definitions are never shown. */
const SECRETIVE = /^(?:SERVER|FOREIGN DATA WRAPPER|FOREIGN TABLE|USER MAPPING|SUBSCRIPTION)/;

interface Description {
  readonly expected: Observation;
  readonly found: Observation;
  readonly detail: string;
}

/** The first lines that differ, without anything that stands in quotation marks. */
function describe(expected: SchemaEntry, found: SchemaEntry): Description {
  const [before, after] = [
    linesOf(subtract(expected.texts, found.texts)),
    linesOf(subtract(found.texts, expected.texts)),
  ];
  const [lost, gained] = [subtract(before, after)[0], subtract(after, before)[0]];
  if (SECRETIVE.test(expected.type) || (lost === undefined && gained === undefined)) {
    return {
      expected: 'as in the backup',
      found: 'something else',
      detail: 'its definition differs, in what is not shown (a literal, the body of a function, options)',
    };
  }
  return { expected: shown(lost), found: shown(gained), detail: 'its definition differs' };
}

/** Lines that say something. Where one is the last of a list or of a statement says nothing about it. */
function linesOf(texts: readonly string[]): readonly string[] {
  const lines = texts.flatMap(text => hideLiterals(text).split('\n')).map(line => line.replace(/[;,]$/, '').trim());
  return lines.filter(line => line !== '');
}

/** What is in `all` more often than in `others`, in its order. */
function subtract(all: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const text of others) left.set(text, (left.get(text) ?? 0) + 1);
  return all.filter(text => {
    const times = left.get(text) ?? 0;
    left.set(text, times - 1);
    return times <= 0;
  });
}

const SHOWN = 200;

function shown(line: string | undefined): Observation {
  return line === undefined ? null : line.slice(0, SHOWN);
}
