import { createHash, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { readOfflinePublicKey, unwrapOffline, wrapOffline } from '../../../src/activities/keys/wrapping.ts';
import { temporaryFolder } from '../../stack/folders.ts';

const CONTENT = randomBytes(32);

/** Makes a pair as the hint about a missing key says. */
function makePair(bits: number): { readonly privatePem: string; readonly publicPem: string } {
  const privatePem = execaSync('openssl', ['genrsa', String(bits)]).stdout;
  const publicPem = execaSync('openssl', ['rsa', '-pubout'], { input: privatePem }).stdout;
  return { privatePem, publicPem };
}

let pair: ReturnType<typeof makePair>;
beforeAll(() => {
  pair = makePair(2_048);
});

function publicKeyFile(text: string): string {
  const path = join(temporaryFolder(), 'offline.pub.pem');
  writeFileSync(path, text);
  return path;
}

describe('a content key wrapped for the offline key', () => {
  test('is opened by its private half', () => {
    const wrapping = wrapOffline(CONTENT, readOfflinePublicKey(publicKeyFile(pair.publicPem)));
    expect(unwrapOffline(wrapping, createPrivateKey(pair.privatePem))).toEqual(CONTENT);
  });

  test('is opened by openssl alone', () => {
    const folder = temporaryFolder();
    const wrapping = wrapOffline(CONTENT, readOfflinePublicKey(publicKeyFile(pair.publicPem)));
    writeFileSync(join(folder, 'offline.pem'), pair.privatePem);
    writeFileSync(join(folder, 'wrapped'), Buffer.from(wrapping.ciphertext, 'base64'));
    const padding = ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha256'].flatMap(option => ['-pkeyopt', option]);
    const files = ['-inkey', 'offline.pem', '-in', 'wrapped', '-out', 'opened'];
    execaSync('openssl', ['pkeyutl', '-decrypt', ...files, ...padding], { cwd: folder });
    expect(readFileSync(join(folder, 'opened'))).toEqual(CONTENT);
  });

  test('names the key by the hash that openssl gives its public half', () => {
    const wrapping = wrapOffline(CONTENT, readOfflinePublicKey(publicKeyFile(pair.publicPem)));
    const der = execaSync('openssl', ['pkey', '-pubin', '-outform', 'DER'], {
      input: pair.publicPem,
      encoding: 'buffer',
    });
    expect(wrapping.fingerprint).toBe(createHash('sha256').update(der.stdout).digest('hex').slice(0, 16));
  });

  test('is not opened by another private key', () => {
    const wrapping = wrapOffline(CONTENT, readOfflinePublicKey(publicKeyFile(pair.publicPem)));
    const other = createPrivateKey(makePair(2_048).privatePem);
    expect(() => unwrapOffline(wrapping, other)).toThrow(expect.objectContaining({ kind: 'KeyWrong' }));
  });

  test('is not opened where it was changed', () => {
    const wrapping = wrapOffline(CONTENT, readOfflinePublicKey(publicKeyFile(pair.publicPem)));
    const bytes = Buffer.from(wrapping.ciphertext, 'base64');
    bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
    const changed = { ...wrapping, ciphertext: bytes.toString('base64') };
    expect(() => unwrapOffline(changed, createPrivateKey(pair.privatePem))).toThrow(
      expect.objectContaining({ kind: 'KeyWrong' }),
    );
  });
});

describe('the offline public key', () => {
  test('that is not there is a mistake in the configuration, with the commands that make one', () => {
    const path = join(temporaryFolder(), 'missing.pem');
    expect(() => readOfflinePublicKey(path)).toThrow(
      expect.objectContaining({ kind: 'ConfigurationInvalid', hint: expect.stringContaining('openssl genrsa') }),
    );
  });

  test.each([
    ['text', () => 'not a key'],
    ['empty', () => ''],
    ['a short RSA key', () => makePair(1_024).publicPem],
    ['a key on a curve', () => publicPem('ec')],
    ['a key for signatures', () => publicPem('ed25519')],
    ['a private key', () => pair.privatePem],
    [
      'a private key in its older form',
      () => execaSync('openssl', ['rsa', '-traditional'], { input: pair.privatePem }).stdout,
    ],
  ])('that is %s is refused', (_, text) => {
    const path = publicKeyFile(text());
    expect(() => readOfflinePublicKey(path)).toThrow(
      expect.objectContaining({ kind: 'ConfigurationInvalid', message: expect.stringContaining(path) }),
    );
  });
});

function publicPem(kind: 'ec' | 'ed25519'): string {
  const { publicKey } =
    kind === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
