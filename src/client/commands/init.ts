import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createKeyFile } from '../../activities/keys/key-file.ts';
import { configurationSchema, SCHEMA_FILE } from '../../config/json-schema.ts';
import { defaultKeyFile } from '../../config/locations.ts';
import { starterConfiguration } from '../../config/starter.ts';
import { Failure } from '../../domain/failures.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { findStarter, type InitOptions, STAGING_FILE } from '../found-starter.ts';
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
  .option('--staging-url <url>', 'restore tests happen on this server; with --from-env also STAGING_DATABASE_URL')
  .action(options => runCommand(options, cli => init(cli, options)));

async function init(cli: Cli, options: InitOptions): Promise<void> {
  const file = resolve(cli.options.config ?? (process.env['FIREDRILL_CONFIG'] || 'firedrill.yaml'));
  const keyFile = defaultKeyFile(process.env);
  const { password, stagingSecret, notes, ...found } = findStarter(options);
  const { target } = found;
  const secrets = [
    ...(password === undefined ? [] : [{ path: join(dirname(file), `${target}.password`), text: password }]),
    ...(stagingSecret === undefined ? [] : [{ path: join(dirname(file), STAGING_FILE), text: stagingSecret }]),
  ];
  const taken = secrets.find(({ path }) => existsSync(path));
  if (taken !== undefined) {
    throw new Failure('UsageInvalid', `${taken.path} exists, and a secret of the URL would go there`, {
      hint: 'remove it, or give the URL as env:NAME or file:PATH',
    });
  }
  const kept = existsSync(file) ? keptName(file) : undefined;
  if (kept !== undefined) await confirm(cli, `replace ${file} (the old one is kept as ${kept})?`);

  const madeKey = createKeyFile(keyFile) !== undefined;
  const schema = join(dirname(file), SCHEMA_FILE);
  const postgres = password === undefined ? found.postgres : { ...found.postgres, password: `file:${target}.password` };
  try {
    mkdirSync(dirname(file), { recursive: true });
    for (const { path, text } of secrets) writeFileSync(path, `${text}\n`, { flag: 'wx', mode: 0o600 });
    if (kept !== undefined) renameSync(file, kept);
    writeFileSync(file, starterConfiguration({ ...found, postgres, keyFile }), { flag: 'wx', mode: 0o600 });
    writeFileSync(schema, `${JSON.stringify(configurationSchema(), null, 2)}\n`);
  } catch (error) {
    if (!existsSync(file)) for (const { path } of secrets) rmSync(path, { force: true });
    throw new Failure('UsageInvalid', `${file} cannot be written: ${error instanceof Error ? error.message : ''}`, {
      hint: 'name a file in a folder that this user may write, with --config',
      cause: error,
    });
  }

  cli.console.document('init', { configuration: file, schema, keyFile, madeKey, target });
  cli.console.result(`wrote ${file}\n${madeKey ? `made the key ${keyFile}` : `kept the key ${keyFile}`}`);
  for (const note of notes) cli.console.note(note);
  if (found.allowInsecure)
    cli.console.note(
      `allowed: the connection of ${target} is not verified; give sslmode: verify-full, and remove allowInsecure`,
    );
  for (const { path } of secrets)
    cli.console.note(
      `wrote the secret of the URL into ${path}; your shell may remember it, and so may the list of processes`,
    );
  cli.console.note(
    `no backup opens without the key: copy ${keyFile} to a place that a loss of this machine does not reach`,
  );
  cli.console.note(`next: firedrill up\nthen: firedrill backup ${target} && firedrill restore-test ${target}`);
}

/** A name beside the file that is free: an earlier configuration that was kept stays. */
function keptName(file: string): string {
  if (!statSync(file).isFile()) throw new Failure('UsageInvalid', `${file} is not a file`);
  for (let count = 1; ; count += 1) {
    const name = `${file}.bak${count === 1 ? '' : count}`;
    if (!existsSync(name)) return name;
  }
}
