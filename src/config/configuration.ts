import type { Policy } from '../domain/policies.ts';
import type { Repository } from '../domain/repositories.ts';
import type { Sandbox } from '../domain/sandboxes.ts';
import type { SecretReference } from '../domain/secrets.ts';
import type { Target } from '../domain/targets.ts';
import type { MinTls } from '../domain/transport.ts';

/** How Temporal is reached. */
export interface TemporalSettings {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly apiKey?: SecretReference;
  readonly tls?: boolean | TlsFiles;
  /** Whether it may be reached without TLS beyond this machine. Absent: no. */
  readonly allowInsecure?: boolean;
  /** Absent: 1.2. */
  readonly minTls?: MinTls;
}

/** PEM files; each may be left out. */
export interface TlsFiles {
  readonly serverCa?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly serverName?: string;
}

/** What one host keeps and allows. */
export interface WorkerSettings {
  /** Folder of this host: its id, claims of running steps, and by default spool and sandboxes. */
  readonly stateDirectory: string;
  readonly spoolDirectory: string;
  /** No new attempt of a step begins later than this after its first one, in milliseconds. */
  readonly retryForMs: number;
  /** A host that has not taken a task for so long is given up, in milliseconds. */
  readonly hostLostAfterMs: number;
  /** Heavy steps side by side on one worker. */
  readonly concurrency: number;
}

/** Where one effective setting came from: `firedrill.yaml:12`, `POSTGRES_HOST`, `--address`, `default`. */
export interface EffectiveSetting {
  readonly path: string;
  readonly value: string;
  readonly origin: string;
}

/** The configuration as the program uses it: complete, checked, units converted, names resolved. No secrets. */
export interface Configuration {
  /** The file it was read from; absent where the environment alone made it. */
  readonly file?: string;
  readonly targets: readonly Target[];
  readonly policies: readonly Policy[];
  readonly repositories: readonly Repository[];
  readonly sandboxes: readonly Sandbox[];
  /** Folders with PostgreSQL's programs that come before all others. */
  readonly postgresBinaries: readonly string[];
  /** Oldest version of TLS to servers that the configuration does not name. Absent: 1.2. */
  readonly minTls?: MinTls;
  readonly temporal: TemporalSettings;
  readonly worker: WorkerSettings;
  /** Public defaults for secret variables, in the environment-only form. */
  readonly secretDefaults: { readonly [variable: string]: string };
  readonly settings: readonly EffectiveSetting[];
  /** Things a person should know, one sentence each. */
  readonly notes: readonly string[];
}
