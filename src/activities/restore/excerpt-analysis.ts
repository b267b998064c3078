import type { Session } from '../postgres/session.ts';
import type { ClosedExcerpt } from './excerpt.ts';

/** Makes planner statistics for the tables of an excerpt, and for no others. */
export async function analyzeExcerpt(session: Session, { members }: ClosedExcerpt): Promise<void> {
  const titles = members
    .filter(({ type }) => type === 'TABLE' || type === 'MATERIALIZED VIEW')
    .map(({ title }) => title);
  const tables = await session.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm') AND translate(n.nspname || ' ' || c.relname, E'\\r\\n', '  ') = ANY ($1::text[])`,
    [titles],
  );
  for (const { name } of tables) await session.query(`ANALYZE ${name}`);
}
