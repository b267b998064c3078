import { expect, test } from 'vitest';
import { hideLiterals, parseSchemaDump } from '../../src/domain/schema-dump.ts';

const BEGINNING = `--
-- PostgreSQL database dump
--

\\restrict someKey
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
`;

/** An entry as pg_dump prints it. */
const entry = (name: string, type: string, text: string, owner = 'anna') =>
  `\n--\n-- Name: ${name}; Type: ${type}; Schema: public; Owner: ${owner}\n--\n\n${text}\n\n`;

const END = `\n--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict someKey\n`;

const parse = (...entries: readonly string[]) => [...parseSchemaDump(BEGINNING + entries.join('') + END).values()];

test('reads type, schema, name and definition of every entry', () => {
  expect(parse(entry('a', 'TABLE', 'CREATE TABLE a ();'), entry('b', 'VIEW', 'CREATE VIEW b;'))).toEqual([
    { type: 'TABLE', schema: 'public', name: 'a', texts: ['CREATE TABLE a ();'] },
    { type: 'VIEW', schema: 'public', name: 'b', texts: ['CREATE VIEW b;'] },
  ]);
});

const HEADER = entry('b', 'TABLE', 'CREATE TABLE b ();').trimEnd();

test.each([
  ['the body of a function', `CREATE FUNCTION a() AS $_$\n${HEADER}\n$$ ' "\n$_$;`],
  ['a literal', `COMMENT ON TABLE a IS 'it''s\n${HEADER}\n';`],
  ['a literal with backslashes', `COMMENT ON TABLE a IS E'it\\'s\\\\\n${HEADER}\n';`],
  ['a name', `CREATE TABLE "a""\n${HEADER}\n" ();`],
])('takes a line like a header in %s for what it is', (_, text) => {
  expect(parse(entry('a', 'X', text), entry('c', 'TABLE', 'CREATE TABLE c ();'))).toEqual([
    { type: 'X', schema: 'public', name: 'a', texts: [text] },
    expect.objectContaining({ name: 'c' }),
  ]);
});

test.each([`o'brien; "x`, 'a; Type: TABLE; Schema: x; Owner: y', '-- Name: $$', 'Übung é'])(
  'reads the name %s',
  name => {
    expect(parse(entry(name, 'TABLE', 'x'), entry('c', 'TABLE', 'y'))).toEqual([
      { type: 'TABLE', schema: 'public', name, texts: ['x'] },
      expect.objectContaining({ name: 'c', texts: ['y'] }),
    ]);
  },
);

test('keeps comments of a function’s body, and leaves those of the dump out', () => {
  const body = '$$\n-- part of it\nSET default_tablespace = x;\n\\restrict x\n\nend $$';
  const [found] = parse(entry('a', 'FUNCTION', `-- *not* part of it\nCREATE FUNCTION a() AS ${body};`));
  expect(found?.texts).toEqual([`CREATE FUNCTION a() AS ${body};`]);
});

test('leaves out the defaults that stand before the next entry', () => {
  const settings = `SET default_tablespace = '';\n\nSET default_table_access_method = heap;\n`;
  expect(parse(entry('a', 'TABLE', 'x;') + settings, entry('b', 'TABLE', 'y;')).map(({ texts }) => texts)).toEqual([
    ['x;'],
    ['y;'],
  ]);
});

test('holds a tablespace for a part of the definition', () => {
  const [here, there] = ['one', 'other'].map(space => parse(entry('a', 'INDEX', 'x', `anna; Tablespace: ${space}`)));
  expect(here).not.toEqual(there);
});

test('gives definitions with names that read alike in an order of their own', () => {
  const twins = ['x', 'y'].map(text => entry('a b', 'TABLE', text));
  expect(parse(...twins)).toEqual(parse(...twins.toReversed()));
  expect(parse(...twins)).toEqual([expect.objectContaining({ texts: ['x', 'y'] })]);
});

test('hides every literal and body, and no name', () => {
  const text = `CREATE FUNCTION "it's $$"() DEFAULT 'a''b' || E'c\\'d' AS $x$ secret $x$;`;
  expect(hideLiterals(text)).toBe(`CREATE FUNCTION "it's $$"() DEFAULT ‘…’‘…’ || ‘…’ AS ‘…’;`);
});

test('reads a literal of ten megabytes', () => {
  const text = `COMMENT ON TABLE a IS E'${`it''s\\\\`.repeat(1_500_000)}';`;
  expect(parse(entry('a', 'COMMENT', text))[0]?.texts[0]).toHaveLength(text.length);
});
