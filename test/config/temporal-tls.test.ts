import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { folderWith, load, MINIMAL, problemsOf } from './files.ts';

const FILES = {
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/tls/ca.pem',
  TEMPORAL_TLS_CLIENT_CERT_PATH: '/tls/client.pem',
  TEMPORAL_TLS_CLIENT_KEY_PATH: '/tls/client.key',
  TEMPORAL_TLS_SERVER_NAME: 'inside',
};

test('takes the files of TLS from the standard variables', () => {
  expect(load(MINIMAL, FILES).temporal.tls).toEqual({
    serverCa: '/tls/ca.pem',
    clientCertificate: '/tls/client.pem',
    clientKey: '/tls/client.key',
    serverName: 'inside',
  });
});

test('a variable comes before the same key of the file, and the other keys stay', () => {
  const folder = folderWith(`${MINIMAL}temporal: { tls: { serverCa: ca.pem, serverName: file } }`);
  const { temporal } = loadConfiguration({}, { TEMPORAL_TLS_SERVER_NAME: 'variable' }, folder);
  expect(temporal.tls).toMatchObject({ serverCa: join(folder, 'ca.pem'), serverName: 'variable' });
});

test.each([
  ['true', 'false', true],
  ['1', 'false', true],
  ['True', 'false', true],
  ['false', 'true', false],
  ['0', '{ serverName: inside }', false],
  ['', 'true', true],
])('TEMPORAL_TLS=%s comes before tls: %s', (TEMPORAL_TLS, written, tls) => {
  expect(load(`${MINIMAL}temporal: { tls: ${written} }`, { TEMPORAL_TLS }).temporal.tls).toBe(tls);
});

test('TEMPORAL_TLS=true leaves the files of the configuration in force', () => {
  const text = `${MINIMAL}temporal: { tls: { serverName: inside } }`;
  expect(load(text, { TEMPORAL_TLS: 'true' }).temporal.tls).toMatchObject({ serverName: 'inside' });
});

test('refuses a client certificate without its key', () => {
  expect(problemsOf(MINIMAL, { TEMPORAL_TLS_CLIENT_CERT_PATH: '/tls/client.pem' })).toEqual([
    'TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH go together',
  ]);
});

test.each([
  ['temporal: { apiKey: file:api-key }', {}],
  ['temporal: { apiKey: file:api-key, tls: false }', {}],
  ['', { TEMPORAL_API_KEY: 'hunter2' }],
  ['', { TEMPORAL_API_KEY: 'hunter2', TEMPORAL_TLS: 'false' }],
])('an API key turns TLS on, and stays a reference: %s %o', (text, environment) => {
  const { temporal } = load(MINIMAL + text, environment);
  expect(temporal).toMatchObject({ tls: true, apiKey: expect.not.stringContaining('hunter2') });
});

test('TEMPORAL_API_KEY comes before the file', () => {
  const { temporal } = load(`${MINIMAL}temporal: { apiKey: env:OTHER }`, { TEMPORAL_API_KEY: 'hunter2' });
  expect(temporal.apiKey).toEqual({ from: 'env', name: 'TEMPORAL_API_KEY' });
});
