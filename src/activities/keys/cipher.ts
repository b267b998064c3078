import type { Duplex } from 'node:stream';
import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';
import { Failure } from '../../domain/failures.ts';
import { shield } from './shield.ts';

/**
 * What an artifact's encryption is bound to. It stands in the message's header, authenticated, so that no object can pass
 * for another one of the same key.
 */
export interface EncryptionContext {
  readonly repository: string;
  readonly target: string;
  readonly backup: string;
  readonly artifact: string;
}

/** 256 bits that encrypt the artifacts of one repository, and the name under which it lies there wrapped. */
export interface ContentKey {
  readonly keyId: string;
  readonly bytes: Buffer;
}

/** AES-256-GCM, HKDF-SHA-512, key commitment, no signature (suite 0x0478 of the AWS Encryption SDK's message format 2.0). */
export const ENCRYPTION_ALGORITHM = 'AES_256_GCM_HKDF_SHA512_COMMIT_KEY';
const SUITE = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;
const FRAME_BYTES = 1_048_576;
const KEY_NAMESPACE = 'firedrill';

const client = buildClient({
  commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
  maxEncryptedDataKeys: 8,
});

/** A transform that encrypts what is written to it into one message, in frames of 1 MiB. */
export function encryption(key: ContentKey, context: EncryptionContext): Duplex {
  const stream = client.encryptStream(keyring(key), {
    suiteId: SUITE,
    frameLength: FRAME_BYTES,
    encryptionContext: { ...context },
  });
  return shield(stream);
}

/**
 * A transform that decrypts one message. Every frame is authenticated before its bytes come out; a changed, cut, reordered
 * or foreign message, or another key, makes it fail with some error of the SDK or with the Failure ArtifactDamaged. Bytes behind
 * the end of the message never come out, but it takes the artifact's size and hash to notice them. `onHeader` is called when the
 * header is authentic and names this context.
 */
export function decryption(key: ContentKey, context: EncryptionContext, onHeader?: () => void): Duplex {
  const inner = client.decryptUnsignedMessageStream(keyring(key));
  const stream = shield(inner);
  inner.once('MessageHeader', (header: { encryptionContext: Readonly<Record<string, string>> }) => {
    const wrong = Object.entries(context).find(([name, value]) => header.encryptionContext[name] !== value);
    if (wrong === undefined) onHeader?.();
    else stream.destroy(new Failure('ArtifactDamaged', `${context.artifact} was encrypted for another ${wrong[0]}`));
  });
  return stream;
}

function keyring(key: ContentKey): RawAesKeyringNode {
  return new RawAesKeyringNode({
    keyNamespace: KEY_NAMESPACE,
    keyName: key.keyId,
    // The SDK zeroes or shares what it is given: hand it a copy with a buffer of its own.
    unencryptedMasterKey: new Uint8Array(key.bytes),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
}
