import { expect, test } from 'vitest';
import { architectureOf, LEFT_OUT, withoutSecretOptions, withoutSecrets } from '../../src/domain/server-profile.ts';

const setting = (name: string, value: string) => ({ name, value, source: 'configuration file' });
const rule = (...options: readonly string[]) => ({
  ...{ type: 'host', databases: ['all'], users: ['all'], address: 'all', netmask: null, method: 'ldap' },
  options,
});

test.each([
  ['primary_conninfo', 'host=primary user=r'],
  ['ssl_passphrase_command', 'echo hidden'],
  ['pgsodium.getkey_script', '/bin/get'],
  ['app.api_token', 'hidden'],
  ['app.client_secret', 'hidden'],
  ['archive_command', 'AWS_SECRET_ACCESS_KEY=hidden aws s3 cp %p s3://wal/%f'],
  ['archive_command', 'mc --password hidden cp %p wal/%f'],
  ['restore_command', 'curl https://ben:hidden@wal.example/%f -o %p'],
  ['log_line_prefix', 'password: hidden'],
])('M17: leaves out the value of %s, %s', (name, value) => {
  expect(withoutSecrets([setting(name, value)])).toEqual([{ name, value: null, source: 'configuration file' }]);
});

test.each([
  ['password_encryption', 'scram-sha-256'],
  ['ssl_key_file', 'server.key'],
  ['archive_command', 'test ! -f /wal/%f && cp %p /wal/%f'],
  ['shared_preload_libraries', 'pg_stat_statements'],
  ['tcp_keepalives_idle', '60'],
])('M17: keeps %s, %s', (name, value) => {
  expect(withoutSecrets([setting(name, value)])).toEqual([setting(name, value)]);
});

test('M17: leaves secrets out of the options of access rules, and keeps the rest', () => {
  const [found] = withoutSecretOptions([
    rule('ldapserver=ldap.example', 'ldapbindpasswd=hidden', 'radiussecrets=hidden'),
  ]);
  expect(found?.options).toEqual([
    'ldapserver=ldap.example',
    `ldapbindpasswd=${LEFT_OUT}`,
    `radiussecrets=${LEFT_OUT}`,
  ]);
});

test.each([
  ['PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc, 64-bit', 'x86_64-pc-linux-gnu'],
  ['PostgreSQL 18.4 on aarch64-apple-darwin, compiled by clang, 64-bit', 'aarch64-apple-darwin'],
  ['CockroachDB CCL v24', null],
])('reads the platform out of %s', (words, platform) => {
  expect(architectureOf(words)).toBe(platform);
});
