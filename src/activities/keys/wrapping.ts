import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Failure } from '../../domain/failures.ts';
import type { LocalKey } from './key-file.ts';

/** A content key wrapped by the local key: AES-256-GCM, the key id as associated data; all bytes in base64. */
export interface LocalWrapping {
  readonly by: 'local';
  readonly fingerprint: string;
  readonly algorithm: 'AES-256-GCM';
  readonly nonce: string;
  readonly ciphertext: string;
  readonly tag: string;
}

/** A content key wrapped by an offline RSA key: RSA-OAEP with SHA-256; opened with `openssl pkeyutl -decrypt`. */
export interface OfflineWrapping {
  readonly by: 'offline-rsa';
  /** First 16 hex digits of the SHA-256 of the public key in DER form (SubjectPublicKeyInfo). */
  readonly fingerprint: string;
  readonly algorithm: 'RSA-OAEP-SHA256';
  readonly ciphertext: string;
}

export type Wrapping = LocalWrapping | OfflineWrapping;

export function wrapLocally(contentKey: Buffer, keyId: string, local: LocalKey): LocalWrapping {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', local.bytes, nonce).setAAD(Buffer.from(keyId, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(contentKey), cipher.final()]);
  return {
    by: 'local',
    fingerprint: local.fingerprint,
    algorithm: 'AES-256-GCM',
    nonce: nonce.toString('base64'),
    ciphertext: ciphertext.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
}

/** @throws Failure KeyWrong where the wrapping was made with another key or was changed. */
export function unwrapLocally(wrapping: LocalWrapping, keyId: string, local: LocalKey): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', local.bytes, Buffer.from(wrapping.nonce, 'base64'), {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(keyId, 'utf8')).setAuthTag(Buffer.from(wrapping.tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(wrapping.ciphertext, 'base64')), decipher.final()]);
  } catch (error) {
    throw new Failure('KeyWrong', `the key file does not open ${keyId}`, { cause: error });
  }
}

/** The offline key's public half. Throws ConfigurationInvalid for anything but a public RSA key of 2,048 bits or more. */
export function readOfflinePublicKey(path: string): KeyObject {
  let key: KeyObject;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
    key = createPublicKey(text);
  } catch (error) {
    throw new Failure('ConfigurationInvalid', `the offline public key ${path} cannot be read`, {
      cause: error,
      hint: 'openssl genrsa -out offline.pem 4096, then openssl rsa -in offline.pem -pubout -out offline.pub.pem',
    });
  }
  // createPublicKey derives one from a private key too; that one must not lie where backups are made.
  if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----/m.test(text)) {
    throw new Failure('ConfigurationInvalid', `the offline public key ${path} is a private key`, {
      hint: 'take it off this machine, and name what openssl rsa -in offline.pem -pubout -out offline.pub.pem makes of it',
    });
  }
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2_048) {
    throw new Failure('ConfigurationInvalid', `the offline public key ${path} is not an RSA key of 2048 bits or more`);
  }
  return key;
}

export function offlineFingerprint(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}

export function wrapOffline(contentKey: Buffer, publicKey: KeyObject): OfflineWrapping {
  const ciphertext = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    contentKey,
  );
  return {
    by: 'offline-rsa',
    fingerprint: offlineFingerprint(publicKey),
    algorithm: 'RSA-OAEP-SHA256',
    ciphertext: ciphertext.toString('base64'),
  };
}

/** Opens a wrapping with the offline private key, which is given for a recovery only. Throws KeyWrong. */
export function unwrapOffline(wrapping: OfflineWrapping, privateKey: KeyObject): Buffer {
  try {
    return privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      Buffer.from(wrapping.ciphertext, 'base64'),
    );
  } catch (error) {
    throw new Failure('KeyWrong', 'the offline key does not open the content key', { cause: error });
  }
}
