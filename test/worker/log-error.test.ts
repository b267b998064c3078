import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { ProcessFailed } from '../../src/activities/lib/processes.ts';
import { Failure } from '../../src/domain/failures.ts';
import { logError } from '../../src/worker/log-error.ts';

test('a failure is logged with its kind, its message and its causes', () => {
  const cause = new ProcessFailed('pg_dump', 'exited with 1', 'pg_dump: error: row of a customer');
  const logged = logError(new Failure('DumpFailed', 'pg_dump exited with 1', { cause }));
  expect(logged).toEqual({
    name: 'Failure',
    kind: 'DumpFailed',
    message: 'pg_dump exited with 1',
    cause: { name: 'ProcessFailed', message: 'pg_dump exited with 1' },
  });
});

test('of what the server said only the code is logged: it may repeat a row', () => {
  const error = new DatabaseError('invalid input syntax for type integer: "row of a customer"', 1, 'error');
  error.code = '22P02';
  error.detail = 'row of a customer';
  expect(logError(error)).toEqual({ name: 'DatabaseError', code: '22P02' });
});

test('a fault of the system is told without a stack', () => {
  const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  expect(logError(error)).toEqual({ name: 'Error', code: 'ECONNREFUSED', message: error.message });
});

test('a bug shows where it happened', () => {
  expect(logError(new TypeError('x is not a function')).stack).toContain('log-error.test.ts');
});

test('what is no error is not repeated', () => {
  expect(logError('secret')).toEqual({ name: 'string' });
});
