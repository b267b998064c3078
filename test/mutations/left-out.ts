import type { Mutation } from './mutation.ts';
import type { Scripts } from './stage.ts';

/** An entry of an archive, as a pattern of its line in the list, that a restore leaves out without a word. */
export interface LeftOut extends Mutation {
  readonly entry: string;
}

/** Entries of `every-object.sql` and `rows.sql` on which no other depends. */
export const LEFT_OUT: readonly LeftOut[] = [
  { fault: 'the rows of a table', entry: 'TABLE DATA rows lost ', finds: ['table rows.lost'] },
  { fault: 'the value of a sequence', entry: 'SEQUENCE SET rows behind ', finds: ['sequence rows.behind'] },
  { fault: 'the content of all large objects', entry: 'BLOBS - BLOBS ', finds: ['large objects'] },
  {
    fault: 'a partition is not attached',
    entry: 'TABLE ATTACH rows parts_rest ',
    finds: ['table rows.parts', 'table rows.parts_rest', 'structure TABLE ATTACH rows.parts_rest'],
  },
  { fault: 'an index', entry: 'INDEX shop gin ', finds: ['structure INDEX shop.gin'] },
  {
    fault: 'an exclusion constraint',
    entry: 'CONSTRAINT shop orders orders_span_excl ',
    finds: ['structure CONSTRAINT shop.orders orders_span_excl'],
  },
  { fault: 'a trigger', entry: 'TRIGGER shop orders always ', finds: ['structure TRIGGER shop.orders always'] },
  { fault: 'a policy', entry: 'POLICY shop orders All; rows ', finds: ['structure POLICY shop.orders All; rows'] },
  {
    fault: 'that row-level security is on',
    entry: 'ROW SECURITY shop orders ',
    finds: ['structure ROW SECURITY shop.orders'],
  },
  { fault: 'a function', entry: 'FUNCTION shop upper; Case\\(\\) ', finds: ['structure FUNCTION shop.upper; Case()'] },
  { fault: 'a default', entry: 'DEFAULT shop checked other ', finds: ['structure DEFAULT shop.checked other'] },
  { fault: 'a comment', entry: 'COMMENT shop VIEW totals ', finds: ['structure COMMENT shop.VIEW totals'] },
  { fault: 'the rights on a table', entry: 'ACL shop TABLE lines ', finds: ['structure ACL shop.TABLE lines'] },
  {
    fault: 'default privileges',
    entry: 'DEFAULT ACL shop DEFAULT PRIVILEGES FOR TABLES ',
    finds: ['structure DEFAULT ACL shop.DEFAULT PRIVILEGES FOR TABLES'],
  },
  { fault: 'a publication', entry: 'PUBLICATION - everything ', finds: ['structure PUBLICATION everything'] },
];

/** A pg_restore that restores without those entries, and prints what it is asked to print. */
export const FORGETFUL_RESTORE: Scripts = {
  pg_restore: `case "$*" in *--schema-only* | *--file=-*) exec "$REAL" "$@" ;; esac
for arg; do
  shift
  case "$arg" in
    --use-list=*)
      list="\${arg#--use-list=}"
      grep -vE '^[0-9]+; [0-9]+ [0-9]+ (${LEFT_OUT.map(({ entry }) => entry).join('|')})' "$list" >"$list.short"
      set -- "$@" "--use-list=$list.short" ;;
    *) set -- "$@" "$arg" ;;
  esac
done
exec "$REAL" "$@"`,
};
