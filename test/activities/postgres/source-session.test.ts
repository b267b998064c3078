import { expect, test } from 'vitest';
import { sourceConnections } from '../../../src/activities/postgres/source-session.ts';
import { isTargetName } from '../../../src/domain/names.ts';

const URL = { from: 'env', name: 'URL' } as const;

/** The servers of a target whose URL only a secret knows. */
function connect(url: string, allowInsecure?: boolean, from?: 'primary' | 'standby') {
  const name = 'orders';
  if (!isTargetName(name)) throw new TypeError('the name of a target is given');
  return sourceConnections(
    { name, postgres: { keywords: {}, url: URL }, policy: 'p', allowInsecure },
    { from },
    () => url,
  );
}

test.each([
  ['a server that nobody verifies', 'postgres://kim@db/orders'],
  ['one of several', 'postgres://kim@127.0.0.1,db/orders'],
  ['one that is only encrypted', 'postgres://kim@db/orders?sslmode=require'],
  ['one behind a local name', 'postgres://kim@localhost/orders?hostaddr=10.0.0.1'],
])('M14: refuses %s, which only a secret names, before it is asked for anything', (_, url) => {
  expect(() => connect(url)).toThrow(
    expect.objectContaining({
      kind: 'ConfigurationInvalid',
      message: expect.stringMatching(/^targets\.orders: sslmode /),
      hint: expect.stringContaining('targets.orders.allowInsecure: true'),
    }),
  );
});

test.each([
  ['that is allowed', 'postgres://kim@db/orders', true],
  ['that is verified', 'postgres://kim@db/orders?sslmode=verify-full', undefined],
  ['on this machine', 'postgres://kim@127.0.0.1/orders', undefined],
])('M14: takes a server %s', (_, url, allowed) => {
  expect(connect(url, allowed)).toMatchObject([{ database: 'orders' }]);
});

test('M21: dump.from comes before what the URL says of the kind of server', () => {
  const url = 'postgres://kim@127.0.0.1/orders?target_session_attrs=primary';
  expect(connect(url)[0]?.keywords).toMatchObject({ target_session_attrs: 'primary' });
  expect(connect(url, undefined, 'standby')[0]?.keywords).toMatchObject({ target_session_attrs: 'standby' });
});
