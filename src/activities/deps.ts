import type { Logger } from 'pino';
import type { Configuration } from '../config/configuration.ts';
import type { SecretReader } from '../config/references.ts';
import type { PostgresPrograms } from '../tools/postgres.ts';
import type { AskRun } from './leftovers/repository-leftovers.ts';

/** What the activities of one worker work with. */
export interface Deps {
  readonly configuration: Configuration;
  readonly readSecret: SecretReader;
  /** Every PostgreSQL on this host, found anew now and then, since packages come and go. */
  readonly findPostgres: () => Promise<readonly PostgresPrograms[]>;
  readonly host: Host;
  readonly askRun: AskRun;
  readonly log: Logger;
  readonly version: string;
  /** Whether runs may set search attributes: the server knows them. */
  readonly hasSearchAttributes: boolean;
}

/** What it takes to read and write repositories: a command has it, too. */
export type RepositoryDeps = Pick<Deps, 'configuration' | 'readSecret'>;

/** The machine a worker runs on. All workers of a machine that share a state folder are one host. */
export interface Host {
  /** Stable over restarts; lives in the state folder. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  /** Task queue that only this host polls. */
  readonly taskQueue: string;
}
