import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createKeyFile } from '../../activities/keys/key-file.ts';
import { parseConnectionString } from '../../config/connection-string.ts';
import { configurationFromEnvironment } from '../../config/environment.ts';
import { targetOfEnvironment, targetOfUrl } from '../../config/found-target.ts';
import { configurationSchema, SCHEMA_FILE } from '../../config/json-schema.ts';
import { defaultKeyFile } from '../../config/locations.ts';
import { secretReader } from '../../config/references.ts';
import { type StarterFacts, starterConfiguration } from '../../config/starter.ts';
import { Failure } from '../../domain/failures.ts';
import { targetNameFrom } from '../../domain/names.ts';
import { parseSecretReference } from '../../domain/secrets.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { confirm } from '../output/question.ts';

/** `firedrill init` */
export const command = makeCommand('init', {
  examples: [
    'DATABASE_URL=postgres://backup@db/orders firedrill init',
    'firedrill init --from-env',
    'firedrill init --url file:/run/secrets/orders-url --config /etc/firedrill/firedrill.yaml',
  ],
  exitCodes: [
    [0, 'done'],
    [12, 'the key file cannot be made, or a reference cannot be read'],
  ],
})
  .option('--from-env', 'write what DATABASE_URL, POSTGRES_*, PG* or DB_* and DB_BACKUP_* say; passwords as references')
  .option('--url <url>', 'of this database: postgres://…, env:NAME or file:PATH')
  .action(options => runCommand(options, cli => init(cli, options)));

interface InitOptions {
  readonly fromEnv?: boolean;
  readonly url?: string;
}

/** What is written: the facts of the configuration, and a password that goes into a file of its own. */
interface Found extends Omit<StarterFacts, 'keyFile'> {
  readonly password?: string;
  readonly notes: readonly string[];
}

async function init(cli: Cli, options: InitOptions): Promise<void> {
  const file = resolve(cli.options.config ?? (process.env['FIREDRILL_CONFIG'] || 'firedrill.yaml'));
  const keyFile = defaultKeyFile(process.env);
  const { password, notes, ...found } = find(options);
  const { target } = found;
  const secret = password === undefined ? undefined : join(dirname(file), `${target}.password`);
  if (secret !== undefined && existsSync(secret)) {
    throw new Failure('UsageInvalid', `${secret} exists, and the password of the URL would go there`, {
      hint: `remove it, or leave the password out of the URL and write password: file:${target}.password afterwards`,
    });
  }
  const kept = existsSync(file) ? keptName(file) : undefined;
  if (kept !== undefined) await confirm(cli, `replace ${file} (the old one is kept as ${kept})?`);

  const madeKey = createKeyFile(keyFile) !== undefined;
  const schema = join(dirname(file), SCHEMA_FILE);
  const postgres = secret === undefined ? found.postgres : { ...found.postgres, password: `file:${target}.password` };
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (secret !== undefined) writeFileSync(secret, `${password}\n`, { flag: 'wx', mode: 0o600 });
    if (kept !== undefined) renameSync(file, kept);
    writeFileSync(file, starterConfiguration({ ...found, postgres, keyFile }), { flag: 'wx', mode: 0o600 });
    writeFileSync(schema, `${JSON.stringify(configurationSchema(), null, 2)}\n`);
  } catch (error) {
    if (secret !== undefined && !existsSync(file)) rmSync(secret, { force: true });
    throw new Failure('UsageInvalid', `${file} cannot be written: ${error instanceof Error ? error.message : ''}`, {
      hint: 'name a file in a folder that this user may write, with --config',
      cause: error,
    });
  }

  cli.console.document('init', { configuration: file, schema, keyFile, madeKey, target });
  cli.console.result(`wrote ${file}\n${madeKey ? `made the key ${keyFile}` : `kept the key ${keyFile}`}`);
  for (const note of notes) cli.console.note(note);
  if (secret !== undefined)
    cli.console.note(
      `wrote the password of the URL into ${secret}; your shell may remember it, and so may the list of processes`,
    );
  cli.console.note(
    `no backup opens without the key: copy ${keyFile} to a place that a loss of this machine does not reach`,
  );
  cli.console.note(`next: firedrill up\nthen: firedrill backup ${target} && firedrill restore-test ${target}`);
}

/** What the configuration will say of target and repositories. */
function find({ fromEnv, url }: InitOptions): Found {
  if (fromEnv && url !== undefined)
    throw new Failure('UsageInvalid', '--from-env and --url say the same thing', { hint: 'give one of them' });
  if (url !== undefined) return { repository: './backups', ...fromUrl(url) };
  return fromEnv ? fromEnvironment() : starter();
}

function starter(): Found {
  const url = process.env['DATABASE_URL'];
  const hint = 'set DATABASE_URL=postgres://user:password@host:5432/database where the worker will run';
  const database = url ? (parseConnectionString(url, 'DATABASE_URL')['dbname'] ?? 'database') : 'orders';
  return { target: targetNameFrom(database), repository: './backups', notes: url ? [] : [hint] };
}

function fromEnvironment(): Found {
  const { name, postgres, notes } = targetOfEnvironment(process.env);
  const stores = Object.entries(process.env).filter(([variable]) => /^(DB_BACKUP|AWS)_/.test(variable));
  const { bucket } = configurationFromEnvironment(Object.fromEntries(stores)).written.repositories ?? {};
  const variables = Object.values(postgres).flatMap(value => {
    const reference = parseSecretReference(value);
    return reference?.from === 'env' ? [reference.name] : [];
  });
  const needed = variables.length === 0 ? [] : [`the worker needs ${variables.join(' and ')} in its environment, too`];
  return {
    target: name,
    postgres,
    repository: process.env['DB_BACKUP_DIR'] || './backups',
    ...(bucket === undefined ? {} : { bucket }),
    notes: [...notes, ...needed, ...(process.env['STAGING_DATABASE_URL'] ? [STAGING] : [])],
  };
}

const STAGING = 'STAGING_DATABASE_URL is not used: restore tests make a cluster of their own on the worker’s host';

/** A reference is read for the name of the database, and written as it is. */
function fromUrl(text: string): Pick<Found, 'target' | 'postgres' | 'password' | 'notes'> {
  const reference = parseSecretReference(text);
  const { name, postgres, password } = targetOfUrl(
    reference === undefined ? text : secretReader(process.env)(reference),
  );
  if (reference !== undefined) {
    const url = reference.from === 'file' ? `file:${resolve(reference.path)}` : text;
    return { target: name, postgres: { url }, notes: [] };
  }
  return { target: name, postgres, ...(password === undefined ? {} : { password }), notes: [] };
}

/** A name beside the file that is free: an earlier configuration that was kept stays. */
function keptName(file: string): string {
  if (!statSync(file).isFile()) throw new Failure('UsageInvalid', `${file} is not a file`);
  for (let count = 1; ; count += 1) {
    const name = `${file}.bak${count === 1 ? '' : count}`;
    if (!existsSync(name)) return name;
  }
}
