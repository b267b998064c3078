import { expect, test } from 'vitest';
import { logLine } from '../../../src/client/output/log-line.ts';

const entry = (more: object) =>
  JSON.stringify({ time: '2026-11-21T02:00:10.123Z', level: 30, msg: 'the worker polls', ...more });

test.each([
  ['information without a word for it', {}, '02:00:10 the worker polls'],
  ['a warning', { level: 40 }, '02:00:10 warning: the worker polls'],
  ['an error', { level: 50 }, '02:00:10 error: the worker polls'],
  ['something fatal', { level: 60 }, '02:00:10 error: the worker polls'],
  ['facts by name', { host: 'db1', attempt: 2 }, '02:00:10 the worker polls  host db1  attempt 2'],
  [
    'the message of an error',
    { error: { message: 'no answer', stack: 'Error: …' } },
    '02:00:10 the worker polls: no answer',
  ],
  ['no objects', { meta: { a: 1 }, list: [1] }, '02:00:10 the worker polls'],
])('shows %s', (_, more, line) => {
  expect(logLine(entry(more))).toBe(line);
});

test.each(['plain text', '', '{"half":', 'null', '42', '{"msg":"no time"}'])('lets %j through as it is', line => {
  expect(logLine(line)).toBe(line);
});
