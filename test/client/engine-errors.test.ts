import { ServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { expect, test } from 'vitest';
import { explainEngineError } from '../../src/client/engine-errors.ts';

/** An error as gRPC throws it. */
function status(code: number, details: string): Error {
  return Object.assign(new Error(`${code} NAME: ${details}`), { code, details });
}

test.each([
  [status(14, 'No connection established'), 'TemporalUnreachable', /No connection established/],
  [status(4, 'Deadline exceeded'), 'TemporalUnreachable', /Deadline exceeded/],
  [status(7, 'Request unauthorized.'), 'CredentialsRejected', /Request unauthorized/],
  [status(16, 'jwt is expired'), 'CredentialsRejected', /jwt is expired/],
  [status(5, 'Namespace other is not found.'), 'NotFound', /no namespace other$/],
  [new NamespaceNotFoundError('other'), 'NotFound', /no namespace other$/],
  [new ServiceError('failed', { cause: status(14, 'gone') }), 'TemporalUnreachable', /gone/],
])('explains %s as %s', (error, kind, message) => {
  expect(explainEngineError(error)).toMatchObject({ kind, message: expect.stringMatching(message) });
});

test.each([
  new Error('something else'),
  new TypeError('x is not a function'),
  status(5, 'workflow not found for ID: backup:orders'),
  status(13, 'internal'),
  Object.assign(new Error('no such file'), { code: 'ENOENT' }),
  'a string',
  undefined,
])('does not explain %s: it is a bug', error => {
  expect(explainEngineError(error)).toBeUndefined();
});
