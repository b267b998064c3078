/** One object, or one property of an object (a comment, rights), as an entry of a dump names it. `-` stands for no schema. */
export interface SchemaEntry {
  readonly type: string;
  readonly schema: string;
  readonly name: string;
  /** Its definitions as SQL, sorted: the dump of names that read alike, once line ends are blanks, gives several. */
  readonly texts: readonly string[];
}

/** The entries of a dump by what tells them apart. */
export type SchemaDump = ReadonlyMap<string, SchemaEntry>;

/**
 * The parts of SQL as pg_dump writes it that decide where an entry begins: what stands in quotation marks or dollar quotes (a
 * function's body may hold a line like a header) is passed over whole. Two single quotation marks inside of a literal end one and begin the next.
 */
const QUOTED = String.raw`(?<!\w)E'[^'\\]*(?:(?:\\[^]|'')[^'\\]*)*'|'[^']*'|"[^"]*"|\$(?<tag>\w*)\$[^]*?\$\k<tag>\$`;
const HEADER = String.raw`(?<=\n)--\n-- Name: (?<name>[^\n]*); Type: (?<type>[^\n;]*); Schema: (?<schema>[^\n]*); Owner: (?<owner>[^\n]*)\n--\n`;
/** Comments, commands of psql, and the defaults that apply to whatever entry comes next. */
const NOISE = String.raw`--[^\n]*|(?<=\n)\\[^\n]*|(?<=\n)SET default_(?:tablespace|table_access_method|with_oids) = [^\n]*;(?=\n)`;
const PARTS = `(?<header>${HEADER})|(?<noise>${NOISE})|${QUOTED}`;

/** Reads what `pg_dump --schema-only` or `pg_restore --schema-only --file=-` printed. The order of its entries does not count. */
export function parseSchemaDump(sql: string): SchemaDump {
  const found = new Map<string, SchemaEntry>();
  let entry: Omit<SchemaEntry, 'texts'> | undefined;
  let text = '';
  let from = 0;
  const finish = () => {
    if (entry !== undefined) put(found, entry, text.trim());
    text = '';
  };
  for (const part of sql.matchAll(new RegExp(PARTS, 'g'))) {
    const { header, noise, name = '', type = '', schema = '', owner = '' } = part.groups ?? {};
    if (header === undefined && noise === undefined) continue;
    text += sql.slice(from, part.index);
    from = part.index + part[0].length;
    if (header === undefined) continue;
    finish();
    entry = { type, schema, name };
    const [, tablespace] = /; Tablespace: (.*)$/s.exec(owner) ?? [];
    if (tablespace !== undefined) text = `-- TABLESPACE ${tablespace}\n`;
  }
  text += sql.slice(from);
  finish();
  return found;
}

/**
 * What stands before the first entry, without comments, commands of psql and the settings at its beginning: in a script of
 * `pg_restore --clean` the statements that drop what the entries make, in an order in which they can be dropped.
 */
export function readPreamble(sql: string): string {
  let text = '';
  let from = 0;
  for (const part of sql.matchAll(new RegExp(PARTS, 'g'))) {
    const { header, noise } = part.groups ?? {};
    if (header === undefined && noise === undefined) continue;
    text += sql.slice(from, part.index);
    from = part.index + part[0].length;
    if (header !== undefined) break;
  }
  return text.replace(/^(?:\s*(?:SET|SELECT) [^;]*;)*/, '').trim();
}

function put(found: Map<string, SchemaEntry>, entry: Omit<SchemaEntry, 'texts'>, text: string): void {
  const key = JSON.stringify([entry.type, entry.schema, entry.name]);
  const texts = [...(found.get(key)?.texts ?? []), text].toSorted();
  found.set(key, { ...entry, texts });
}

/** A definition without what it quotes: literals and bodies of functions, which may be anything, passwords too. */
export function hideLiterals(text: string): string {
  return text.replace(new RegExp(QUOTED, 'g'), quoted => (quoted.startsWith('"') ? quoted : '‘…’'));
}
