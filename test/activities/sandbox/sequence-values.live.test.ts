import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { quoteIdentifier } from '../../../src/activities/postgres/identifiers.ts';
import { readSequences } from '../../../src/activities/postgres/proof/sequences.ts';
import { sortEntries } from '../../../src/activities/sandbox/archive-list.ts';
import { parseSequenceValues } from '../../../src/activities/sandbox/sequence-values.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { openSource } from '../postgres/sources.ts';
import { dumpArchive, listEntries, writeEntries } from './archives.ts';

/** Names with everything that a literal or an identifier writes in another way. */
const NAMES = [
  'plain',
  "it's",
  'back\\slash',
  "back\\'quote",
  'ends with \\',
  '"quoted"',
  'two\nlines',
  `', 5, true);`,
  '$1',
  'ü',
  ' ',
  'Upper',
];

test.each([15, 16, 18])(
  'the values that an archive of PostgreSQL %i sets are read, whatever the sequences are called',
  async major => {
    const source = await makeDatabase(clusterOf(major));
    for (const [index, name] of NAMES.entries()) {
      const quoted = quoteIdentifier(name);
      await source.sql(`CREATE SCHEMA ${quoted}; CREATE SEQUENCE ${quoted}.${quoted} START ${index + 1}`);
      if (index % 2 === 0)
        await source.sql(`SELECT nextval(oid) FROM pg_class WHERE relkind = 'S' AND relname = $q$${name}$q$`);
    }
    await source.sql(
      `CREATE SEQUENCE down INCREMENT -1 MINVALUE -9223372036854775808; SELECT setval('down', -9223372036854775808)`,
    );
    const archive = await dumpArchive(source);
    const { sequences } = sortEntries(await listEntries(source, archive), []);
    const args = ['--file=-', `--use-list=${writeEntries(sequences)}`, archive];
    const { stdout } = await execa(join(source.cluster.programs, 'pg_restore'), args);

    const session = await openSource(source.url);
    const read = parseSequenceValues(stdout);
    const places = await session.query<{ schema: string; name: string }>(
      `SELECT n.nspname::text AS schema, c.relname::text AS name
       FROM unnest($1::text[]) WITH ORDINALITY AS w(name, place) JOIN pg_class c ON c.oid = to_regclass(w.name)
       JOIN pg_namespace n ON n.oid = c.relnamespace ORDER BY w.place`,
      [read.map(({ name }) => name)],
    );
    const found = places.map((place, index) => ({ ...place, position: read[index]?.position }));
    const standing = await readSequences(session);
    expect(standing).toHaveLength(NAMES.length + 1);
    expect(found).toEqual(expect.arrayContaining([...standing]));
    expect(found).toHaveLength(standing.length);
  },
);
