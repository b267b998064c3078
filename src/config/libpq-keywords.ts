/**
 * Connection keywords of libpq that a target may carry under their own names, PostgreSQL 18
 * (https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-PARAMKEYWORDS). Left out on purpose: `dbname` (written
 * `database`), `password` (a reference), `application_name`, `fallback_application_name`, `client_encoding` and
 * `replication` (Firedrill's own), and OWN_SECRETS.
 */
export const LIBPQ_KEYWORDS = [
  'host',
  'hostaddr',
  'port',
  'user',
  'passfile',
  'service',
  'servicefile',
  'sslmode',
  'sslnegotiation',
  'sslcompression',
  'sslcert',
  'sslkey',
  'sslcertmode',
  'sslrootcert',
  'sslcrl',
  'sslcrldir',
  'sslsni',
  'ssl_min_protocol_version',
  'ssl_max_protocol_version',
  'requirepeer',
  'require_auth',
  'channel_binding',
  'connect_timeout',
  'options',
  'keepalives',
  'keepalives_idle',
  'keepalives_interval',
  'keepalives_count',
  'tcp_user_timeout',
  'target_session_attrs',
  'load_balance_hosts',
  'min_protocol_version',
  'max_protocol_version',
  'gssencmode',
  'gssdelegation',
  'krbsrvname',
  'gsslib',
] as const;

export type LibpqKeyword = (typeof LIBPQ_KEYWORDS)[number];

/** Secrets besides the password. libpq takes them from its connection string only, which ends in an argument list. */
export const OWN_SECRETS: readonly string[] = [
  'sslpassword',
  'oauth_client_secret',
  'scram_client_key',
  'scram_server_key',
];

const OTHERS: readonly string[] = [
  'dbname',
  'password',
  'application_name',
  'fallback_application_name',
  'client_encoding',
  'replication',
  'sslkeylogfile',
  'oauth_issuer',
  'oauth_client_id',
  'oauth_scope',
];

/** Whether libpq takes this keyword in a connection string. */
export function isConnectionKeyword(text: string): boolean {
  return [...LIBPQ_KEYWORDS, ...OWN_SECRETS, ...OTHERS].includes(text);
}
