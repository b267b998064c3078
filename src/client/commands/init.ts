import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createKeyFile } from '../../activities/keys/key-file.ts';
import { parseConnectionString } from '../../config/connection-string.ts';
import { configurationSchema, SCHEMA_FILE } from '../../config/json-schema.ts';
import { defaultKeyFile } from '../../config/locations.ts';
import { starterConfiguration } from '../../config/starter.ts';
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
  const replaced = existsSync(file);
  if (replaced) await confirm(cli, `replace ${file} (the old one is kept as ${file}.bak)?`);

  const madeKey = createKeyFile(keyFile) !== undefined;
  if (replaced) renameSync(file, `${file}.bak`);
  writeFileSync(file, starterConfiguration({ target, keyFile, repository: './backups' }), { mode: 0o600 });
  const schema = join(dirname(file), SCHEMA_FILE);
  writeFileSync(schema, `${JSON.stringify(configurationSchema(), null, 2)}\n`);

  cli.console.document('init', { configuration: file, schema, keyFile, madeKey, target });
  cli.console.result(`wrote ${file}\n${madeKey ? `made the key ${keyFile}` : `kept the key ${keyFile}`}`);
  cli.console.note(
    `no backup opens without the key: copy ${keyFile} to a place that a loss of this machine does not reach`,
  );
  if (!url) cli.console.note('set DATABASE_URL=postgres://user:password@host:5432/database where the worker will run');
  cli.console.note(`next: firedrill up\nthen: firedrill backup ${target} && firedrill restore-test ${target}`);
}
