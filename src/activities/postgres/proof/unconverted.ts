import type { Session } from '../session.ts';

/**
 * The session, with queries that see values in the encoding of the database. The binary form of texts is in the client's
 * encoding, which is UTF-8 here, and bytes that have no place in that (SQL_ASCII holds any) would end the query. The text of a
 * query, with the names in it, is in the client's encoding too: it is prepared before the change. Use it inside a transaction,
 * under a savepoint that is rolled back, which takes the change back.
 */
export async function readUnconverted(session: Session): Promise<Session> {
  const [database] = await session.query<{ encoding: string }>('SELECT getdatabaseencoding() AS encoding');
  if (database?.encoding === 'UTF8') return session;
  const query = async <Row extends object>(text: string): Promise<readonly Row[]> => {
    await session.query(`PREPARE firedrill_proof AS ${text}`);
    await session.query(`SELECT set_config('client_encoding', getdatabaseencoding(), true)`);
    const rows = await session.query<Row>('EXECUTE firedrill_proof');
    await session.query('DEALLOCATE firedrill_proof');
    return rows;
  };
  return { ...session, query };
}
