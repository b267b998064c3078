import type { TestDatabase } from '../stack/databases.ts';
import type { Mutation } from './mutation.ts';
import { ROW_MUTATIONS } from './rows.ts';
import type { Scripts } from './stage.ts';

/** What a dump gets wrong that is of another moment than its proof, or of another reader. */
export const DUMP_MUTATIONS: readonly Mutation[] = [
  ...ROW_MUTATIONS,
  { fault: 'a table is left out', finds: ['table rows.left_out'] },
  { fault: 'a table is dumped without its rows', finds: ['table rows.emptied'] },
  { fault: 'row-level security hides a row from the role that dumps', finds: ['table rows.hidden'] },
  {
    fault: 'rows do not pass a check that became stricter, and pg_restore says nothing and ends with 0',
    finds: ['table rows.refused'],
  },
  { fault: 'a generated column is computed by another function', finds: ['generated columns of rows.computed'] },
  { fault: 'a setting of the database is lost', finds: ['database properties'] },
  { fault: 'the source lost rows before the backup: dump and proof agree', finds: ['assertion rows were not cleared'] },
];

const FUNCTIONS = `CREATE OR REPLACE FUNCTION rows.is_fair(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 1';
CREATE OR REPLACE FUNCTION rows.tax_of(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 3'`;

/** A pg_dump that forgets its snapshot, after somebody has changed everything, and works under another role. */
export function mistakenDump({ url, name }: TestDatabase, reader: string): Scripts {
  const changes = [
    ...ROW_MUTATIONS.map(({ sql }) => sql),
    FUNCTIONS,
    `ALTER DATABASE ${name} RESET app.lost; ALTER ROLE ${reader} NOBYPASSRLS`,
  ].join(';\n');
  return {
    pg_dump: `${psql(url, changes)}
for arg; do shift; case "$arg" in --snapshot=*) ;; *) set -- "$@" "$arg" ;; esac; done
"$REAL" "$@" --exclude-table=rows.left_out --exclude-table-data=rows.emptied --enable-row-security --role='${reader}'
status=$?
${psql(url, `SELECT setval('rows.behind', 100), setval('rows.ahead', 100)`)}
exit $status`,
  };
}

/** A pg_restore that keeps to itself what went wrong. */
export const SILENT_RESTORE: Scripts = { pg_restore: '"$REAL" "$@" 2>/dev/null; exit 0' };

/** A command of a shell script that runs SQL. */
export function psql(url: string, sql: string): string {
  return `"$(dirname "$REAL")/psql" --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --output=/dev/null '${url}' <<'SQL' || exit 99
${sql}
SQL`;
}
