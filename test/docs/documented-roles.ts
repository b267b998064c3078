import { randomBytes } from 'node:crypto';
import { urlAs } from '../activities/postgres/sources.ts';
import type { TestDatabase } from '../stack/databases.ts';
import { blocksOf } from './documented.ts';

/** The SQL blocks of the page, in its order. */
const [oneMembership = '', tableByTable = '', pastPolicies = '', largeObjects = ''] = blocksOf(
  'least-privilege.md',
  'sql',
);

export const SQL = { oneMembership, tableByTable, pastPolicies, largeObjects } as const;

/** The page's role for one database, under a name of its own. */
export interface DocumentedRole {
  /** Connection string of the role. */
  readonly url: string;
  /** Name of the role that makes tables. */
  readonly app: string;
  /** Runs SQL of the page as the superuser, with the page's names replaced by those of this test. */
  readonly run: (sql: string) => Promise<void>;
}

/** Makes the role by the page's SQL; it goes away with the cluster. Who is not named in the SQL may not even connect. */
export async function makeDocumentedRole(database: TestDatabase, sql: string): Promise<DocumentedRole> {
  const name = `fd_${randomBytes(6).toString('hex')}`;
  const app = `${name}_app`;
  const run = async (text: string) => {
    const names = { firedrill: name, app, orders: database.name };
    await database.sql(text.replace(/\b(firedrill|app|orders)\b/g, word => names[word as keyof typeof names]));
  };
  await run('CREATE ROLE app; GRANT CREATE ON SCHEMA public TO app; REVOKE CONNECT ON DATABASE orders FROM PUBLIC');
  await run(sql);
  await run(`ALTER ROLE firedrill PASSWORD 'secret'`);
  return { url: urlAs(database.url, name), app, run };
}
