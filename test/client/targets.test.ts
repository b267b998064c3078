import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseTarget, policyOf, repositoriesOf } from '../../src/client/targets.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { temporaryFolder } from '../stack/folders.ts';

/** A configuration with these targets, each of its own database. */
function configured(...targets: readonly string[]) {
  const folder = temporaryFolder();
  const lines = targets.map(name => `  ${name}: { postgres: { database: ${name} }, policy: two }`);
  const yaml = `version: 1
targets:
${lines.join('\n')}
policies:
  two: { repositories: [near, far] }
repositories:
  far: { kind: directory, path: ./far }
  near: { kind: directory, path: ./near }
`;
  writeFileSync(join(folder, 'firedrill.yaml'), yaml);
  return loadConfiguration({}, {}, folder);
}

test('the only target need not be named', () => {
  expect(chooseTarget(configured('orders'), undefined).name).toBe('orders');
});

test.each([
  [undefined, 'UsageInvalid', 'say which target'],
  ['ordres', 'NotFound', 'there is no target "ordres"; did you mean "orders"?'],
  ['payroll', 'NotFound', 'there is no target "payroll"'],
  ['', 'NotFound', 'there is no target ""'],
])('of two targets %j names none', (name, kind, message) => {
  const choose = () => chooseTarget(configured('orders', 'shop'), name);
  expect(choose).toThrow(expect.objectContaining({ kind, message, hint: 'there are orders, shop' }));
});

test('repositories come in the order of the policy, the primary one first', () => {
  const configuration = configured('orders');
  const policy = policyOf(configuration, chooseTarget(configuration, 'orders'));
  expect(repositoriesOf(configuration, policy).map(({ name }) => name)).toEqual(['near', 'far']);
  expect(repositoriesOf(configuration, policy, 'far').map(({ name }) => name)).toEqual(['far']);
});

test('a repository that the policy does not name is not found', () => {
  const configuration = configured('orders');
  const policy = policyOf(configuration, chooseTarget(configuration, 'orders'));
  const choose = () => repositoriesOf(configuration, policy, 'fra');
  expect(choose).toThrow(
    expect.objectContaining({
      kind: 'NotFound',
      message: 'the policy two has no repository "fra"; did you mean "far"?',
    }),
  );
});
