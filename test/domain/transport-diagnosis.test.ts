import { expect, test } from 'vitest';
import { judgeEngineTransport, judgeStoreTransport } from '../../src/domain/transport-diagnosis.ts';

test.each([
  [undefined, 'ok'],
  ['https://s3.example', 'ok'],
  ['http://127.0.0.1:9000', 'ok'],
  ['http://[::1]:9000', 'ok'],
  ['http://localhost:9000', 'ok'],
  ['http://localhost.example:9000', 'warning'],
  ['http://minio:9000', 'warning'],
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
