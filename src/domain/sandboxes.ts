import type { ConnectionSettings } from './targets.ts';

/** A throwaway cluster on the worker's own host. */
export interface LocalSandbox {
  readonly kind: 'local';
  readonly name: string;
  /** Folder below which each restore test makes and removes its own. */
  readonly directory: string;
  readonly limits: {
    /** Memory the cluster may plan with, in bytes: a quarter becomes shared buffers, a quarter maintenance memory. */
    readonly memoryBytes: number;
    /** Jobs of pg_restore side by side. */
    readonly jobs: number;
    /** Added to the scheduling priority of its processes, 0 to 19. A nicer sandbox measures a longer recovery time. */
    readonly nice: number;
  };
}

/** A scratch database on a server that is there already. */
export interface ServerSandbox {
  readonly kind: 'server';
  readonly name: string;
  /** Folder for what is fetched and decrypted, as of a {@link LocalSandbox}. */
  readonly directory: string;
  /** How the server is reached; the database is where new ones are made from. */
  readonly postgres: ConnectionSettings;
  /** Whether it may be the very server that a backup was taken from, or a copy of it. */
  readonly allowSource: boolean;
  /** Whether it may be reached by a connection that somebody in between could listen to, or take the place of. Absent: no. */
  readonly allowInsecure?: boolean;
  readonly limits: {
    /** Jobs of pg_restore side by side. */
    readonly jobs: number;
  };
}

export type Sandbox = LocalSandbox | ServerSandbox;

/** How far a sandbox was cut off from everything else. */
export interface Isolation {
  /** `full`: own user, network, process and mount namespace. `partial`: the platform refused some of them. */
  readonly level: 'full' | 'partial';
  /** What holds, and what does not and why, as sentences. */
  readonly facts: readonly string[];
}

/** A sandbox that stays up after its restore test, for a person to look into. */
export interface KeptSandbox {
  /** When it is destroyed, RFC 3339. */
  readonly until: string;
  /** Name of the machine on which `connect` works. */
  readonly host: string;
  /** The account that may connect there. */
  readonly account: string;
  /** The command line that opens it; holds no password. */
  readonly connect: string;
  /** The command line that destroys it before its time. */
  readonly destroy: string;
}

/** Name of the signal that ends the time of a kept sandbox. */
export const DESTROY_SIGNAL = 'destroy';

/** How a kept sandbox is reached, for people. */
export function describeKept({ until, host, account, connect, destroy }: KeptSandbox): readonly string[] {
  return [`sandbox kept until ${until}; on ${host}, as ${account}: ${connect}`, `destroy it earlier: ${destroy}`];
}

/** The command line that opens a database, for a shell; libpq's quotes only where a value needs them. */
export function psqlCommand(program: string, keywords: { readonly [keyword: string]: string }): string {
  const conninfo = Object.entries(keywords)
    .map(([key, value]) => `${key}=${/^[\w./:-]+$/.test(value) ? value : `'${value.replace(/[\\']/g, '\\$&')}'`}`)
    .join(' ');
  return `${program} '${conninfo.replaceAll("'", `'\\''`)}'`;
}
