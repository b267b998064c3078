import { describe, expect, test } from 'vitest';
import {
  judgeEngineTransport,
  judgeSourceTransport,
  judgeStoreTransport,
} from '../../src/domain/transport-diagnosis.ts';

test.each([
  [undefined, 'ok'],
  ['https://s3.example', 'ok'],
  ['http://127.0.0.1:9000', 'ok'],
  ['http://[::1]:9000', 'ok'],
  ['http://localhost:9000', 'ok'],
  ['http://localhost.example:9000', 'warning'],
  ['http://minio:9000', 'warning'],
  ['http://127.example:9000', 'warning'],
])('a store at %s: %s', (endpoint, verdict) => {
  expect(judgeStoreTransport('s3', endpoint).verdict).toBe(verdict);
});

test.each([
  ['127.0.0.1:7233', false, 'ok'],
  ['[::1]:7233', false, 'ok'],
  ['temporal.example:7233', false, 'warning'],
  ['temporal.example:7233', true, 'ok'],
])('an engine at %s with TLS %s: %s', (address, tls, verdict) => {
  expect(judgeEngineTransport(address, tls).verdict).toBe(verdict);
});

const TLS = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' };

describe('the way to the server', () => {
  test.each([
    ['a socket', { host: '/run/postgresql', sslmode: 'prefer', tls: null }, 'ok'],
    ['loopback without TLS', { host: '127.0.0.1', sslmode: 'prefer', tls: null }, 'ok'],
    ['a name that stands for loopback', { host: 'db', address: '127.0.0.1', sslmode: 'prefer', tls: null }, 'ok'],
    ['a name that only begins like loopback', { host: 'localhost.example', sslmode: 'prefer', tls: null }, 'warning'],
    ['the network without TLS', { host: 'db', sslmode: 'prefer', tls: null }, 'warning'],
    ['TLS to a verified server', { host: 'db', sslmode: 'verify-full', tls: TLS }, 'ok'],
    ['TLS whose name nobody checks', { host: 'db', sslmode: 'verify-ca', tls: TLS }, 'warning'],
    ['TLS that nobody verifies', { host: 'db', sslmode: 'require', tls: TLS }, 'warning'],
    ['old TLS', { host: 'db', sslmode: 'verify-full', tls: { ...TLS, version: 'TLSv1.1' } }, 'warning'],
  ])('%s', (_, facts, verdict) => {
    const finding = judgeSourceTransport(facts);
    expect(finding.verdict).toBe(verdict);
    expect(finding.hint === undefined).toBe(verdict === 'ok');
  });

  test('says the version and the cipher that the server sees', () => {
    const { found } = judgeSourceTransport({ host: 'db', sslmode: 'verify-full', tls: TLS });
    expect(found).toBe('TLSv1.3, TLS_AES_256_GCM_SHA384, sslmode verify-full');
  });
});
