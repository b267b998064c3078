import type { TargetName } from './names.ts';
import type { SecretReference } from './secrets.ts';

/**
 * How a database is reached, in libpq's own words (https://www.postgresql.org/docs/current/libpq-connect.html): any
 * connection keyword as libpq spells it, except the password, which is always a reference or left to a password file.
 */
export interface ConnectionSettings {
  readonly keywords: { readonly [keyword: string]: string };
  readonly password?: SecretReference;
  /** A whole connection URL held as a secret; its keywords yield to those given one by one. */
  readonly url?: SecretReference;
}

/** A PostgreSQL database that is protected. */
export interface Target {
  readonly name: TargetName;
  readonly postgres: ConnectionSettings;
  /** Whether it may be reached by a connection that somebody in between could listen to, or take the place of. Absent: no. */
  readonly allowInsecure?: boolean;
  /** Name of the policy that holds for it. */
  readonly policy: string;
}
