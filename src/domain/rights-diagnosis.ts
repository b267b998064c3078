import { count } from './counting.ts';
import { type Finding, findingsOf } from './diagnosis.ts';

const source = findingsOf('source');

/** Something that a backup must hold and the role cannot read in full. Names are quoted for SQL. */
export interface Unreadable {
  readonly schema: string;
  /** Qualified. */
  readonly name: string;
  readonly kind: 'table' | 'sequence';
  readonly missing: 'schema' | 'select' | 'rows';
}

/** More lines than this say no more. */
const MOST_LINES = 20;

/** One finding for each table that is not readable, with the GRANT; one `ok` where all are. `user` is quoted for SQL. */
export function judgeRights(user: string, relations: number, unreadable: readonly Unreadable[]): readonly Finding[] {
  if (unreadable.length === 0)
    return [source.ok('rights', `all ${count(relations, 'table and sequence', 'tables and sequences')} are readable`)];
  const shown = unreadable
    .slice(0, MOST_LINES)
    .map(object => source.failed('rights', lack(object), remedy(user, object)));
  const more = unreadable.length - shown.length;
  if (more === 0) return shown;
  const all = `GRANT pg_read_all_data TO ${user} opens every table`;
  return [...shown, source.failed('rights', `and ${count(more, 'more object', 'more objects')}`, all)];
}

function lack({ name, kind, missing }: Unreadable): string {
  switch (missing) {
    case 'schema':
      return `no USAGE on the schema of ${name}`;
    case 'select':
      return `no SELECT on ${kind} ${name}`;
    case 'rows':
      return `row-level security hides rows of ${name}`;
  }
}

function remedy(user: string, { schema, name, kind, missing }: Unreadable): string {
  switch (missing) {
    case 'schema':
      return `GRANT USAGE ON SCHEMA ${schema} TO ${user}; GRANT SELECT ON ${kind === 'table' ? 'TABLE' : 'SEQUENCE'} ${name} TO ${user}`;
    case 'select':
      return `GRANT SELECT ON ${kind === 'table' ? 'TABLE' : 'SEQUENCE'} ${name} TO ${user}`;
    case 'rows':
      return `ALTER ROLE ${user} BYPASSRLS`;
  }
}
