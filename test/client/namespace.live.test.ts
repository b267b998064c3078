import { expect, inject, test } from 'vitest';
import { documentOf, firedrill } from './command-line.ts';

const COMMANDS = [['backup'], ['runs'], ['watch', 'backup:orders'], ['cancel', 'backup:orders']];

test.each(COMMANDS)('%s says that the server has no such namespace', async (...args) => {
  const address = inject('temporalAddress');
  const env = { DATABASE_URL: 'postgres://backup@127.0.0.1:1/orders' };
  const ended = await firedrill([...args, '--address', address, '--namespace', 'elsewhere', '--json'], { env });
  expect(ended.exitCode).toBe(10);
  expect(ended.stderr).toMatch(/^error: the Temporal server has no namespace elsewhere\nhint: .*--namespace.*$/);
  expect(documentOf(ended)).toMatchObject({ kind: 'error', error: { kind: 'NotFound', exitCode: 10 } });
});
