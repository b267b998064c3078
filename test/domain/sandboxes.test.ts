import { execa } from 'execa';
import { expect, test } from 'vitest';
import { readConnectionString } from '../../src/config/connection-string.ts';
import { psqlCommand } from '../../src/domain/sandboxes.ts';

test('a plain connection is written without quotes inside', () => {
  expect(psqlCommand('psql', { host: '/tmp/s', port: '5432', user: 'postgres', dbname: 'orders' })).toBe(
    `psql 'host=/tmp/s port=5432 user=postgres dbname=orders'`,
  );
});

test.each([`it's`, 'two words', 'back\\slash', '$HOME', '`id`', '"', 'ä'])(
  'a database named %j passes a shell and libpq',
  async dbname => {
    const { stdout } = await execa('sh', ['-c', psqlCommand('printf %s', { host: '/tmp/s', dbname })]);
    expect(readConnectionString(stdout)).toMatchObject({ keywords: { host: '/tmp/s', dbname } });
  },
);
