/** An entry of an archive's table of contents, with what it depends on. */
export interface ArchiveEntry {
  readonly dumpId: number;
  /** The object in the source's catalogue, decimal text; rows have that of their table. The same in all archives of a backup. */
  readonly oid: string;
  /** `TABLE`, `FK CONSTRAINT`, … */
  readonly type: string;
  /** Schema, name and owner, separated by blanks, which may be in each of them too. `-` stands for no schema. */
  readonly words: string;
  /** The same without the owner. */
  readonly title: string;
  /** Dump ids of the entries that must be there before this one. */
  readonly needs: readonly number[];
  /** The entry's own line, as `pg_restore --use-list` takes it. */
  readonly line: string;
}

/** Types whose name is the beginning of a longer one, with the catalogue that their objects stand in. A schema may be called DATA. */
const CATALOGUES = new Map([
  ['DATABASE', '1262'],
  ['DEFAULT', '2604'],
  ['INDEX', '1259'],
  ['MATERIALIZED VIEW', '1259'],
  ['OPERATOR', '2617'],
  ['PUBLICATION', '6104'],
  ['SEQUENCE', '1259'],
  ['STATISTICS', '3381'],
  ['SUBSCRIPTION', '6100'],
  ['TABLE', '1259'],
]);

/** Types of several words, the longer ones first. All others have one. */
const LONG_TYPES = [
  ...['MATERIALIZED VIEW DATA', 'PUBLICATION TABLES IN SCHEMA', 'SEQUENCE OWNED BY', 'TEXT SEARCH CONFIGURATION'],
  ...['TEXT SEARCH DICTIONARY', 'TEXT SEARCH PARSER', 'TEXT SEARCH TEMPLATE', 'FOREIGN DATA WRAPPER', 'ACCESS METHOD'],
  ...['BLOB COMMENTS', 'BLOB METADATA', 'CHECK CONSTRAINT', 'DATABASE PROPERTIES', 'DEFAULT ACL', 'EVENT TRIGGER'],
  ...['FK CONSTRAINT', 'FOREIGN TABLE', 'INDEX ATTACH', 'LARGE OBJECT', 'MATERIALIZED VIEW', 'OPERATOR CLASS'],
  ...['OPERATOR FAMILY', 'PROCEDURAL LANGUAGE', 'PUBLICATION TABLE', 'ROW SECURITY', 'SECURITY LABEL', 'SEQUENCE SET'],
  ...['SHELL TYPE', 'STATISTICS DATA', 'SUBSCRIPTION TABLE', 'TABLE ATTACH', 'TABLE DATA', 'USER MAPPING'],
];

/**
 * Reads what `pg_restore --list --verbose` prints: a line per entry, `dumpId; catalogueOid oid TYPE schema name owner`, and
 * after it `;	depends on: 7 219` where it depends on others. `roles` are the names that owners may have.
 */
export function parseArchiveEntries(list: string, roles: readonly string[]): readonly ArchiveEntry[] {
  const entries: ArchiveEntry[] = [];
  for (const line of list.split('\n')) {
    const [, dumpId, catalogue = '', oid = '', text = ''] = /^(\d+); (\d+) (\d+) (.*)$/s.exec(line) ?? [];
    const last = entries.at(-1);
    if (dumpId !== undefined) {
      const type = typeOf(text, catalogue);
      const words = text.slice(type.length + 1);
      entries.push({ dumpId: Number(dumpId), oid, type, words, title: withoutOwner(words, roles), needs: [], line });
    } else if (line.startsWith(';\tdepends on: ') && last !== undefined) {
      entries[entries.length - 1] = { ...last, needs: [...new Set(line.slice(14).trim().split(' ').map(Number))] };
    }
  }
  return entries;
}

/** The type of a line of a table of contents; undefined for what is no entry. */
export function entryTypeOf(line: string): string | undefined {
  const [, catalogue = '', text] = /^\d+; (\d+) \d+ (.*)$/s.exec(line) ?? [];
  return text === undefined ? undefined : typeOf(text, catalogue);
}

function typeOf(text: string, catalogue: string): string {
  const short = [...CATALOGUES].find(([type, own]) => own === catalogue && text.startsWith(`${type} `));
  if (short !== undefined) return short[0];
  return LONG_TYPES.find(type => text.startsWith(`${type} `)) ?? text.slice(0, text.indexOf(' '));
}

/** The longest name of a role that the words end in is the owner's. Extensions have none. */
function withoutOwner(words: string, roles: readonly string[]): string {
  const owners = ['', ...roles].filter(role => words.endsWith(` ${role}`));
  const longest = Math.max(...owners.map(({ length }) => length), 0);
  return owners.length === 0 ? words : words.slice(0, words.length - longest - 1);
}

/** `TABLE public orders`, for people. */
export function describeEntry({ type, title }: Pick<ArchiveEntry, 'type' | 'title'>): string {
  return `${type} ${title.replace(/^- /, '')}`;
}
