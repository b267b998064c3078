import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { folderWith, MINIMAL, problemsOf } from './files.ts';

const file = (command: string) => `${MINIMAL}policies: { p: { checks: { command: { ${command} } } } }`;
const read = (command: string) => {
  const folder = folderWith(file(command));
  return { folder, command: loadConfiguration({}, { HOME: '/home/kim' }, folder).policies[0]?.checks.command };
};

test('reads a test command; secrets of its environment stay references', () => {
  const { folder, command } = read(
    'run: [npm, run, smoke], timeLimit: 5m, env: { PORT: 80, CI: true, KEY: env:SMOKE_KEY, CERT: file:cert.pem }, directory: shop',
  );
  expect(command).toEqual({
    run: ['npm', 'run', 'smoke'],
    timeLimitMs: 300_000,
    env: {
      PORT: '80',
      CI: 'true',
      KEY: { from: 'env', name: 'SMOKE_KEY' },
      CERT: { from: 'file', path: join(folder, 'cert.pem') },
    },
    directory: join(folder, 'shop'),
  });
});

test('a command alone gets ten minutes, and nothing in its environment', () => {
  expect(read('run: [/srv/smoke]').command).toEqual({
    run: ['/srv/smoke'],
    timeLimitMs: 600_000,
    env: {},
    directory: undefined,
  });
});

const AT = 'firedrill.yaml:4';
const IN = 'policies.p.checks.command';

test.each([
  ['run: []', `${AT}:39: ${IN}.run.0: write a program`],
  ['run: npm test', `${AT}:44: ${IN}.run: write a list`],
  ['run: [""]', `${AT}:45: ${IN}.run.0: write a program`],
  ['run: [x], timeLimit: 5', `${AT}:60: ${IN}.timeLimit: write a duration with its unit, such as 30m, 26h or 90d`],
  ['run: [x], env: { A-B: 1 }', `${AT}:56: ${IN}.env.A-B: a variable is made of letters, digits and _`],
  ['run: [x], env: { A: "env:" }', `${AT}:59: ${IN}.env.A: write a reference, env:NAME or file:/path`],
])('refuses %s', (text, line) => {
  expect(problemsOf(file(text))).toEqual([line]);
});

test.each(['DATABASE_URL', 'PGHOST', 'PGSERVICE', 'PGOPTIONS'])(
  'refuses %s in its environment: it could lead the test to production (M5)',
  name => {
    expect(problemsOf(file(`run: [x], env: { ${name}: x }`))).toEqual([
      `${AT}:56: ${IN}.env.${name}: names the sandbox, and is set by Firedrill`,
    ]);
  },
);
