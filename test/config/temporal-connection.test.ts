import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TemporalSettings } from '../../src/config/configuration.ts';
import { secretReader } from '../../src/config/references.ts';
import { connectionOptions, temporalUnreachable } from '../../src/temporal/connection.ts';
import { temporaryFolder } from '../stack/folders.ts';

const optionsFor = (settings: Partial<TemporalSettings>, environment = {}) =>
  connectionOptions(
    { address: 'temporal:7233', namespace: 'default', taskQueue: 'firedrill', ...settings },
    secretReader(environment),
  );

function pem(name: string, mode = 0o644): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, `-- ${name} --`);
  chmodSync(path, mode);
  return path;
}

test.each([undefined, false])('connects in the clear where TLS is %s', tls => {
  expect(optionsFor({ tls })).toEqual({ address: 'temporal:7233' });
});

test('takes the authorities of the system where TLS is true', () => {
  expect(optionsFor({ tls: true })).toEqual({ address: 'temporal:7233', tls: true });
});

test('reads authority, client certificate and key, and checks the name that was given', () => {
  const tls = {
    serverCa: pem('ca'),
    clientCertificate: pem('crt'),
    clientKey: pem('key', 0o600),
    serverName: 'inside',
  };
  expect(optionsFor({ tls })).toEqual({
    address: 'temporal:7233',
    tls: {
      serverNameOverride: 'inside',
      serverRootCACertificate: Buffer.from('-- ca --'),
      clientCertPair: { crt: Buffer.from('-- crt --'), key: Buffer.from('-- key --') },
    },
  });
});

test.each([0o640, 0o604, 0o644])('refuses a client key that others may reach, and says how to close it (%o)', mode => {
  const clientKey = pem('key', mode);
  expect(() => optionsFor({ tls: { clientCertificate: pem('crt'), clientKey } })).toThrow(
    expect.objectContaining({
      kind: 'SecretUnavailable',
      message: `the client key of temporal.tls ${clientKey} may be read by others (mode 0${mode.toString(8)})`,
      hint: `chmod 600 ${clientKey}`,
    }),
  );
});

test('names the client key that is not there', () => {
  const clientKey = join(temporaryFolder(), 'gone.key');
  expect(() => optionsFor({ tls: { clientCertificate: pem('crt'), clientKey } })).toThrow(
    expect.objectContaining({
      kind: 'ConfigurationInvalid',
      message: `the file ${clientKey} of temporal.tls cannot be read`,
    }),
  );
});

test('an authority alone needs no client certificate', () => {
  expect(optionsFor({ tls: { serverCa: pem('ca') } }).tls).toEqual({
    serverRootCACertificate: Buffer.from('-- ca --'),
  });
});

test('resolves the API key, and sends it over TLS only', () => {
  const apiKey = { from: 'env', name: 'TEMPORAL_API_KEY' } as const;
  expect(optionsFor({ apiKey, tls: false }, { TEMPORAL_API_KEY: 'hunter2' })).toEqual({
    address: 'temporal:7233',
    tls: true,
    apiKey: 'hunter2',
  });
});

test('names the API key that is not there', () => {
  expect(() => optionsFor({ apiKey: { from: 'env', name: 'TEMPORAL_API_KEY' } })).toThrow(
    expect.objectContaining({ kind: 'SecretUnavailable', message: 'the secret env:TEMPORAL_API_KEY is not set' }),
  );
});

test('names the PEM file that cannot be read', () => {
  const serverCa = join(temporaryFolder(), 'gone.pem');
  expect(() => optionsFor({ tls: { serverCa } })).toThrow(
    expect.objectContaining({
      kind: 'ConfigurationInvalid',
      message: `the file ${serverCa} of temporal.tls cannot be read`,
    }),
  );
});

test('a server that does not answer is named, with the ways to one', () => {
  const cause = new Error('refused');
  expect(temporalUnreachable('temporal:7233', cause)).toMatchObject({
    kind: 'TemporalUnreachable',
    message: 'no Temporal server answers at temporal:7233',
    hint: 'start one with: firedrill up; or name yours with --address or TEMPORAL_ADDRESS',
    cause,
  });
});
