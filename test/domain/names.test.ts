import { expect, test } from 'vitest';
import { isArtifactName, isTargetName, targetNameFrom } from '../../src/domain/names.ts';

test.each(['orders', 'a', '7', 'orders-eu_2', 'v1.2', `a${'-'.repeat(61)}z`])('lets %s name a target', name => {
  expect(isTargetName(name)).toBe(true);
});

test.each([
  ['the parent folder', '..'],
  ['a way out of the prefix', '../other'],
  ['a slash', 'a/b'],
  ['a backslash', 'a\\b'],
  ['two dots inside', 'a..b'],
  ['a hidden name', '.orders'],
  ['a dot at the end', 'orders.'],
  ['an option', '-rf'],
  ['capitals, which some file systems fold', 'Orders'],
  ['a colon, which ends the kind in a workflow id', 'backup:orders'],
  ['a blank', 'or ders'],
  ['a line break at the end', 'orders\n'],
  ['a zero byte', 'a\0b'],
  ['an umlaut', 'aufträge'],
  ['a Cyrillic letter that looks Latin', 'оrders'],
  ['a full-width letter', 'ａ'],
  ['an escaped slash', 'a%2fb'],
  ['64 characters', 'a'.repeat(64)],
  ['nothing', ''],
])('refuses %s as the name of a target and of an artifact', (_, name) => {
  expect(isTargetName(name)).toBe(false);
  expect(isArtifactName(name)).toBe(false);
});

test.each([
  ['orders', 'orders'],
  ['Orders DB', 'orders-db'],
  ['../../etc/passwd', 'etc-passwd'],
  ['a...b', 'a.b'],
  ['--help', 'help'],
  ['Ünïcode', 'n-code'],
  ['заказы', 'database'],
  ['', 'database'],
  ['..', 'database'],
  ['x'.repeat(200), 'x'.repeat(63)],
])('makes the database %j the target %j', (database, target) => {
  expect(targetNameFrom(database)).toBe(target);
});

test.each([`${'x'.repeat(62)}-y`, `${'x.'.repeat(80)}`, 'İstanbul', 'a\n..\nb', '-..-', '"><script>'])(
  'makes a name that may name a target out of %j',
  database => {
    expect(isTargetName(targetNameFrom(database))).toBe(true);
  },
);
