/** The oldest version of TLS that a connection may use. */
export type MinTls = '1.2' | '1.3';

/** How a PostgreSQL server is asked for, in libpq's words. */
export interface ServerAddress {
  readonly host: string;
  /** `hostaddr`: where the name stands for another address. */
  readonly address?: string;
  readonly sslmode: string;
}

/** Whether an address, or a name, never leaves this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The `sslmode` that libpq takes where none is given. */
export function effectiveSslmode({ sslmode, sslrootcert }: { readonly [keyword: string]: string | undefined }): string {
  return sslmode ?? (sslrootcert === 'system' ? 'verify-full' : 'prefer');
}

/** What somebody in between could do on the way to a PostgreSQL server; undefined where nobody is, or nobody can. */
export function insecureServer({ host, address, sslmode }: ServerAddress): string | undefined {
  if (host.startsWith('/') || isLoopback(address ?? host) || sslmode === 'verify-full') return undefined;
  return `sslmode ${sslmode} does not make sure that ${host} is the right server`;
}

/** The same for the endpoint of a store; AWS's own, where none is given, is https. */
export function insecureEndpoint(endpoint: string | undefined): string | undefined {
  const [, host = ''] = /^http:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)/.exec(endpoint ?? '') ?? [];
  const name = host.replace(/^\[|\]$/g, '');
  return name === '' || isLoopback(name) ? undefined : `plain http to ${name} is open to whoever listens`;
}

/** The same for Temporal. */
export function insecureEngine(address: string, isTls: boolean): string | undefined {
  const host = address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return isTls || isLoopback(host) ? undefined : `${host} is reached without TLS`;
}
