import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createKeyFile } from '../../activities/keys/key-file.ts';
import { parseConnectionString } from '../../config/connection-string.ts';
import { configurationSchema, SCHEMA_FILE } from '../../config/json-schema.ts';
import { defaultKeyFile } from '../../config/locations.ts';
import { starterConfiguration } from '../../config/starter.ts';
import { Failure } from '../../domain/failures.ts';
import { targetNameFrom } from '../../domain/names.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { confirm } from '../output/question.ts';

/** `firedrill init` */
export const command = makeCommand('init', {
  examples: [
    'DATABASE_URL=postgres://backup@db/orders firedrill init',
    'firedrill init --config /etc/firedrill/firedrill.yaml',
  ],
  exitCodes: [
    [0, 'done'],
    [12, 'the key file cannot be made'],
  ],
}).action(options => runCommand(options, cli => init(cli)));

async function init(cli: Cli): Promise<void> {
  const file = resolve(cli.options.config ?? (process.env['FIREDRILL_CONFIG'] || 'firedrill.yaml'));
  const keyFile = defaultKeyFile(process.env);
  const url = process.env['DATABASE_URL'];
  const target = url ? targetNameFrom(parseConnectionString(url, 'DATABASE_URL')['dbname'] ?? 'database') : 'orders';
  const kept = existsSync(file) ? keptName(file) : undefined;
  if (kept !== undefined) await confirm(cli, `replace ${file} (the old one is kept as ${kept})?`);

  const madeKey = createKeyFile(keyFile) !== undefined;
  const schema = join(dirname(file), SCHEMA_FILE);
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (kept !== undefined) renameSync(file, kept);
    const text = starterConfiguration({ target, keyFile, repository: './backups' });
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    writeFileSync(schema, `${JSON.stringify(configurationSchema(), null, 2)}\n`);
  } catch (error) {
    throw new Failure('UsageInvalid', `${file} cannot be written: ${error instanceof Error ? error.message : ''}`, {
      hint: 'name a file in a folder that this user may write, with --config',
      cause: error,
    });
  }

  cli.console.document('init', { configuration: file, schema, keyFile, madeKey, target });
  cli.console.result(`wrote ${file}\n${madeKey ? `made the key ${keyFile}` : `kept the key ${keyFile}`}`);
  cli.console.note(
    `no backup opens without the key: copy ${keyFile} to a place that a loss of this machine does not reach`,
  );
  if (!url) cli.console.note('set DATABASE_URL=postgres://user:password@host:5432/database where the worker will run');
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
