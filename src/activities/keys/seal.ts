import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Manifest, Seal, SealedManifest } from '../../domain/manifest.ts';
import type { ContentKey } from './cipher.ts';

/**
 * Seals a manifest, so that an edited one is found: HMAC-SHA-256 over its RFC 8785 form without the seal, with a key derived
 * from the content key (HKDF-SHA-256, no salt, info `firedrill manifest seal 1`).
 */
export function sealManifest(manifest: Manifest, key: ContentKey): SealedManifest {
  const seal: Seal = { algorithm: 'HMAC-SHA256', keyId: key.keyId, value: macOf(manifest, key).toString('hex') };
  return { ...manifest, seal };
}

/** Whether a manifest is as it was sealed with this key. */
export function isSealIntact({ seal, ...manifest }: SealedManifest, key: ContentKey): boolean {
  const expected = macOfEdited(manifest, key);
  const found = Buffer.from(seal.value, 'hex');
  if (expected === undefined || seal.keyId !== key.keyId) return false;
  return found.length === expected.length && timingSafeEqual(found, expected);
}

/** Undefined for what has no RFC 8785 form (half a surrogate pair): nobody can have sealed it. */
function macOfEdited(manifest: Manifest, key: ContentKey): Buffer | undefined {
  try {
    return macOf(manifest, key);
  } catch {
    return undefined;
  }
}

function macOf(manifest: Manifest, key: ContentKey): Buffer {
  const derived = Buffer.from(hkdfSync('sha256', key.bytes, '', 'firedrill manifest seal 1', 32));
  return createHmac('sha256', derived)
    .update(canonicalize(manifest) ?? '')
    .digest();
}
