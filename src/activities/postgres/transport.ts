import { effectiveSslmode } from '../../domain/transport.ts';
import type { TransportFacts } from '../../domain/transport-diagnosis.ts';
import type { Session } from './session.ts';

/** How a session reached its server, as the server itself sees it (`pg_stat_ssl`, which every role may ask for its own session). */
export async function readTransport(session: Session): Promise<TransportFacts> {
  const { host, keywords } = session.connection;
  const [row] = await session.query<{ ssl: boolean; version: string | null; cipher: string | null }>(
    'SELECT ssl, version, cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
  );
  return {
    host,
    address: keywords['hostaddr'],
    sslmode: effectiveSslmode(keywords),
    tls: row?.ssl ? { version: row.version ?? 'TLS', cipher: row.cipher ?? 'unknown cipher' } : null,
  };
}
