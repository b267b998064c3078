import { Failure } from './failures.ts';

/** The name of a table or another object of a schema, as the catalogue has it. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** A name as a person gives it: the schema may be left out. */
export interface GivenName {
  readonly schema?: string;
  readonly name: string;
}

const WORD = String.raw`(?:"(?:[^"]|"")+"|[^\s".,]+)`;
const NAME = String.raw`\s*${WORD}(?:\.${WORD})*\s*`;

/**
 * Reads names separated by commas as SQL has them: what stands in double quotes is taken as it is, a quotation mark in it is
 * doubled, and everything else is folded to lower case.
 * @throws Failure UsageInvalid. `option` is what the message calls them.
 */
export function parseTableNames(text: string, option: string): readonly GivenName[] {
  return parseNames(text, option).map(([first = '', second, ...more]) => {
    if (more.length > 0) throw unreadable(option, 'a name has a schema and a table, and no more than these');
    return second === undefined ? { name: first } : { schema: first, name: second };
  });
}

/** Reads names of schemas, in the same way. Throws Failure UsageInvalid. */
export function parseSchemaNames(text: string, option: string): readonly string[] {
  return parseNames(text, option).map(([name = '', ...more]) => {
    if (more.length > 0)
      throw unreadable(option, 'the name of a schema has one part; quote it where it has a dot in it');
    return name;
  });
}

function parseNames(text: string, option: string): readonly (readonly string[])[] {
  if (!new RegExp(`^${NAME}(?:,${NAME})*$`).test(text))
    throw unreadable(option, 'it takes names as in SQL, separated by commas');
  return text.match(new RegExp(NAME, 'g'))?.map(name => name.match(new RegExp(WORD, 'g'))?.map(foldWord) ?? []) ?? [];
}

function unreadable(option: string, why: string): Failure {
  return new Failure('UsageInvalid', `${option} cannot be read: ${why}`, {
    hint: `for example ${option} 'public.orders,"Odd name"'`,
  });
}

/** PostgreSQL folds letters of ASCII only, where the encoding has more than one byte for a letter. */
function foldWord(word: string): string {
  if (word.startsWith('"')) return word.slice(1, -1).replaceAll('""', '"');
  return word.replace(/[A-Z]/g, letter => letter.toLowerCase());
}

/** A name as a person may give it back: in double quotes where it has to be. */
export function formatName({ schema, name }: GivenName): string {
  return schema === undefined ? formatWord(name) : `${formatWord(schema)}.${formatWord(name)}`;
}

function formatWord(word: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(word) ? word : `"${word.replaceAll('"', '""')}"`;
}
