import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from '../domain/failures.ts';
import type { Environment } from './environment.ts';

/** The folder of a person's own configuration: `$XDG_CONFIG_HOME/firedrill`, else `~/.config/firedrill`. */
export function userConfigurationFolder(environment: Environment): string {
  return join(environment['XDG_CONFIG_HOME'] || join(environment['HOME'] || homedir(), '.config'), 'firedrill');
}

/** The folder of this host's state: `/var/lib/firedrill` for root, else below `$XDG_STATE_HOME` or `~/.local/state`. */
export function defaultStateFolder(environment: Environment): string {
  if (userInfo().uid === 0) return '/var/lib/firedrill';
  return join(environment['XDG_STATE_HOME'] || join(environment['HOME'] || homedir(), '.local', 'state'), 'firedrill');
}

/** The folders with PostgreSQL's programs that FIREDRILL_POSTGRES_BINARIES lists, separated by colons. */
export function foldersOfVariable(environment: Environment): readonly string[] {
  return (environment['FIREDRILL_POSTGRES_BINARIES'] ?? '').split(':').filter(folder => folder !== '');
}

/** Where the local key file lies unless the policy says otherwise. */
export function defaultKeyFile(environment: Environment): string {
  return environment['FIREDRILL_KEY_FILE'] || join(userConfigurationFolder(environment), 'key');
}

/**
 * The configuration file to read: `--config`, then FIREDRILL_CONFIG, `./firedrill.yaml`, `/etc/firedrill/firedrill.yaml`.
 * A file that was named must exist (ConfigurationInvalid otherwise); undefined where none was named and none is found.
 */
export function findConfigurationFile(
  flag: string | undefined,
  environment: Environment,
  folder: string,
): string | undefined {
  const named = flag ?? (environment['FIREDRILL_CONFIG'] || undefined);
  if (named !== undefined) {
    const path = resolve(folder, named);
    if (existsSync(path)) return path;
    const origin = flag === undefined ? 'FIREDRILL_CONFIG names' : '--config names';
    throw new Failure('ConfigurationInvalid', `${origin} ${path}, which does not exist`, {
      hint: `firedrill init writes a starter file`,
    });
  }
  return [resolve(folder, 'firedrill.yaml'), '/etc/firedrill/firedrill.yaml'].find(path => existsSync(path));
}
