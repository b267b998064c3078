import { describe, expect, test } from 'vitest';
import { readDestination } from '../../src/config/destination.ts';

describe('where a restore goes', () => {
  test.each([
    [
      'a URL without a password',
      'postgres://me@db.example/orders',
      { keywords: { host: 'db.example', user: 'me', dbname: 'orders' } },
    ],
    ['a file with a URL', 'file:/etc/into.url', { keywords: {}, url: { from: 'file', path: '/etc/into.url' } }],
    ['a variable with a URL', 'env:INTO', { keywords: {}, url: { from: 'env', name: 'INTO' } }],
  ])('may be given as %s', (_, into, settings) => {
    expect(readDestination(into)).toEqual(settings);
  });

  test.each([
    ['a URL with a password', 'postgres://me:secret@db/orders'],
    ['a password among the parameters', 'postgres://me@db/orders?password=secret'],
    ['pairs with a password', 'host=db password=secret'],
    ['something else', 'orders-secret'],
  ])('is refused as %s, which is not repeated', (_, into) => {
    let message = '';
    try {
      readDestination(into);
    } catch (error) {
      message = JSON.stringify([(error as Error).message, error]);
    }
    expect(message).toContain('UsageInvalid');
    expect(message).not.toContain('secret');
  });
});
