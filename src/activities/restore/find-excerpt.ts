import type { ArchiveEntry } from '../../domain/archive-entries.ts';
import { parseArchiveEntries } from '../../domain/archive-entries.ts';
import type { AskedExcerpt, FoundExcerpt } from '../../domain/excerpt.ts';
import { Failure } from '../../domain/failures.ts';
import { formatName, type GivenName, type QualifiedName } from '../../domain/object-names.ts';
import type { ArchiveHead } from './archive-head.ts';
import { nearNames } from './near-names.ts';

/** What was asked for, by dump ids: tables, and the rest of schemas. */
export interface ExcerptIds {
  readonly asked: FoundExcerpt;
  readonly tables: readonly number[];
  readonly others: readonly number[];
}

const TABLES = ['TABLE', 'FOREIGN TABLE'];

/**
 * Finds tables or schemas in an archive. pg_restore itself compares the names, since those in a list of entries cannot be told
 * apart where they have blanks.
 * @throws Failure NotFound, with names that are near, and UsageInvalid for a name that several schemas have.
 */
export async function findExcerpt(
  excerpt: AskedExcerpt,
  entries: readonly ArchiveEntry[],
  { ask }: Pick<ArchiveHead, 'ask'>,
): Promise<ExcerptIds> {
  const idsOf = async (...options: readonly string[]) =>
    new Set(parseArchiveEntries(await ask('--list', ...options), []).map(({ dumpId }) => dumpId));
  if (excerpt.kind === 'schemas') return findSchemas(excerpt.schemas, entries, name => idsOf(`--schema=${name}`));
  const tables: number[] = [];
  const names: QualifiedName[] = [];
  for (const given of excerpt.tables) {
    const found = await findTable(given, entries, ({ schema, name }) => idsOf(`--schema=${schema}`, `--table=${name}`));
    tables.push(found.dumpId);
    names.push(found.name);
  }
  return { asked: { kind: 'tables', tables: names }, tables: [...new Set(tables)], others: [] };
}

async function findTable(
  given: GivenName,
  entries: readonly ArchiveEntry[],
  idsOf: (name: QualifiedName) => Promise<ReadonlySet<number>>,
): Promise<{ readonly dumpId: number; readonly name: QualifiedName }> {
  const { schema, name } = given;
  const ending = ` ${onOneLine(name)}`;
  const schemas = new Set(
    schema === undefined
      ? entries.filter(({ type, title }) => TABLES.includes(type) && title.endsWith(ending)).map(before(ending))
      : [schema],
  );
  const found: { dumpId: number; name: QualifiedName }[] = [];
  for (const candidate of schemas) {
    const ids = await idsOf({ schema: candidate, name });
    const table = entries.find(({ dumpId, type }) => ids.has(dumpId) && TABLES.includes(type));
    if (table !== undefined) found.push({ dumpId: table.dumpId, name: { schema: candidate, name } });
    else if (schema !== undefined && ids.size > 0) throw notTable(given);
  }
  const [first, ...more] = found;
  if (first === undefined) throw notFound(`table ${formatName(given)}`, nearNames(given, tableNames(entries)));
  if (more.length === 0) return first;
  const all = found.map(table => formatName(table.name)).toSorted();
  throw new Failure('UsageInvalid', `more than one table is called ${formatName(given)}: ${all.join(', ')}`, {
    hint: 'name its schema, too',
  });
}

async function findSchemas(
  schemas: readonly string[],
  entries: readonly ArchiveEntry[],
  idsOf: (schema: string) => Promise<ReadonlySet<number>>,
): Promise<ExcerptIds> {
  const tables: number[] = [];
  const others: number[] = [];
  for (const schema of schemas) {
    const ids = await idsOf(schema);
    const inside = entries.filter(({ dumpId }) => ids.has(dumpId));
    const itself = entries.filter(({ type, title }) => type === 'SCHEMA' && title === `- ${onOneLine(schema)}`);
    if (inside.length === 0 && itself.length === 0) {
      throw notFound(`schema ${formatName({ name: schema })}`, nearNames({ name: schema }, schemaNames(entries)));
    }
    tables.push(...inside.filter(({ type }) => TABLES.includes(type)).map(({ dumpId }) => dumpId));
    others.push(...[...itself, ...inside].filter(({ type }) => !TABLES.includes(type)).map(({ dumpId }) => dumpId));
  }
  return { asked: { kind: 'schemas', schemas }, tables, others };
}

/** Line ends in names are blanks in a list. */
function onOneLine(name: string): string {
  return name.replaceAll(/[\r\n]/g, ' ');
}

function before(ending: string): (entry: ArchiveEntry) => string {
  return ({ title }) => title.slice(0, -ending.length);
}

function schemaNames(entries: readonly ArchiveEntry[]): readonly { readonly name: string }[] {
  const named = entries.filter(({ type }) => type === 'SCHEMA').map(({ title }) => title.slice(2));
  return ['public', ...named].map(name => ({ name }));
}

/** What a list tells of the names of tables; where blanks are in them, the schema is guessed by those that there are. */
function tableNames(entries: readonly ArchiveEntry[]): readonly QualifiedName[] {
  const schemas = schemaNames(entries).map(({ name }) => name);
  return entries
    .filter(({ type }) => TABLES.includes(type))
    .map(({ title }) => {
      const schema = schemas.find(name => title.startsWith(`${name} `)) ?? title.split(' ')[0] ?? '';
      return { schema, name: title.slice(schema.length + 1) };
    });
}

function notFound(what: string, near: readonly string[]): Failure {
  const hint = near.length === 0 ? 'unquoted names are folded to lower case' : `did you mean ${near.join(', ')}?`;
  return new Failure('NotFound', `the backup has no ${what}`, { hint });
}

function notTable(given: GivenName): Failure {
  return new Failure('UsageInvalid', `${formatName(given)} is no table`, {
    hint: 'choose tables; what belongs to them comes with them',
  });
}
