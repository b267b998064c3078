import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa, execaSync } from 'execa';
import { expect, test } from 'vitest';
import { type Files, folderWith, MINIMAL } from './files.ts';

/** Runs a program that has a folder of the test's own as its `/etc`, which needs a mount namespace. */
const WITH_ETC = [
  '--user',
  '--map-root-user',
  '--mount',
  'sh',
  '-c',
  'mount --bind "$0/etc" /etc && cd "$0/work" && "$@"',
];
const hasNamespaces =
  execaSync('unshare', ['--user', '--map-root-user', '--mount', 'true'], { reject: false }).exitCode === 0;

async function targetsShown(files: Files): Promise<string> {
  const folder = folderWith({ 'etc/.keep': '', 'work/.keep': '', ...(typeof files === 'string' ? {} : files) });
  copyFileSync('/etc/passwd', join(folder, 'etc/passwd'));
  const program = [process.execPath, resolve('src/client/main.ts'), 'config', 'show', '--origin'];
  const { stdout } = await execa('unshare', [...WITH_ETC, folder, ...program], { env: {}, extendEnv: false });
  return stdout
    .split('\n')
    .filter(line => /^targets\..*database/.test(line))
    .map(line => line.replace(/ +/g, ' '))
    .join('\n');
}

test.skipIf(!hasNamespaces)(
  'reads /etc/firedrill/firedrill.yaml, with conf.d beside it, where the folder has no file',
  async () => {
    const files = {
      'etc/firedrill/firedrill.yaml': MINIMAL,
      'etc/firedrill/conf.d/more.yaml': '\ntargets:\n  shop: { postgres: { database: shop } }\n',
    };
    expect(await targetsShown(files)).toBe(
      [
        'targets.orders.postgres.database orders (/etc/firedrill/firedrill.yaml:2)',
        'targets.shop.postgres.database shop (/etc/firedrill/conf.d/more.yaml:3)',
      ].join('\n'),
    );
  },
);

test.skipIf(!hasNamespaces)('reads ./firedrill.yaml before the one in /etc/firedrill', async () => {
  const files = { 'etc/firedrill/firedrill.yaml': MINIMAL, 'work/firedrill.yaml': MINIMAL.replaceAll('orders', 'own') };
  expect(await targetsShown(files)).toBe('targets.own.postgres.database own (firedrill.yaml:2)');
});
