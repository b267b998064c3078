import { expect, test } from 'vitest';
import { formatSecretReference, parseSecretReference } from '../../src/domain/secrets.ts';

test.each([
  ['env:PGPASSWORD', { from: 'env', name: 'PGPASSWORD' }],
  ['env:_x1', { from: 'env', name: '_x1' }],
  ['file:/run/secrets/db', { from: 'file', path: '/run/secrets/db' }],
  ['file:C:\\keys\\db', { from: 'file', path: 'C:\\keys\\db' }],
])('reads %s and writes it again', (text, reference) => {
  const parsed = parseSecretReference(text);
  expect(parsed).toEqual(reference);
  expect(parsed && formatSecretReference(parsed)).toBe(text);
});

test.each([
  'hunter2',
  '',
  'env:',
  'file:',
  'env:1X',
  'env:A B',
  'env:A=b',
  'ENV:X',
  ' env:X',
  'vault:secret/db#password',
  'env:X\nfile:/y',
])('takes %j for no reference', text => {
  expect(parseSecretReference(text)).toBeUndefined();
});
