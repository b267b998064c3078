import { expect, test } from 'vitest';
import { tellServerLog } from '../../src/domain/server-log.ts';

const AT = '2026-11-21 10:00:00.123 UTC [42]';

test('the server’s own processes are told with their words', () => {
  expect(
    tellServerLog(`${AT} postmaster 00000 LOG:  server process (PID 7) was terminated by signal 9: Killed\n`),
  ).toEqual(['2026-11-21 10:00:00.123 postmaster: LOG server process (PID 7) was terminated by signal 9: Killed']);
});

test.each([
  'client backend P0001 ERROR:  the value is 4711',
  'client backend 22P02 ERROR:  invalid input syntax for type integer: "4711"',
  'client backend 00000 LOG:  4711',
  'parallel worker 22012 ERROR:  4711',
])('of a process that runs what a database holds, only severity and code are told: %s', line => {
  const [told = ''] = tellServerLog(`${AT} ${line}`);
  expect(told).not.toContain('4711');
  expect(told).toContain(`SQLSTATE ${line.split(' ')[2]}`);
});

test('lines that are continued, and lines of others, are left out', () => {
  expect(
    tellServerLog(`${AT} client backend P0001 ERROR:  a\n\t4711\n2026-01-01 00:00:00 UTC [1] 4711\nsh: 4711\n`),
  ).toHaveLength(1);
});

test('the last forty lines are told, each cut to a length', () => {
  const log = Array.from({ length: 100 }, (_, n) => `${AT} postmaster 00000 LOG:  ${n} ${'x'.repeat(1_000)}`).join(
    '\n',
  );
  const told = tellServerLog(log);
  expect(told).toHaveLength(40);
  expect(told[0]).toContain('LOG 60 ');
  expect(Math.max(...told.map(line => line.length))).toBe(300);
});
