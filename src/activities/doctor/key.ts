import { existsSync } from 'node:fs';
import { type Finding, findingsOf } from '../../domain/diagnosis.ts';
import type { KeyPaths } from '../../domain/policies.ts';
import type { Repository } from '../../domain/repositories.ts';
import { configuredPolicy, configuredRepository, configuredTarget } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { openContentKey, readWrappedKey } from '../keys/content-key.ts';
import { checkKeyCopy } from '../keys/key-copy.ts';
import { judgePlaceOfKey } from '../keys/key-creation.ts';
import { readKeyFile } from '../keys/key-file.ts';
import { offlineFingerprint, readOfflinePublicKey } from '../keys/wrapping.ts';
import type { Job } from '../lib/job.ts';
import { readNewestManifest } from '../repository/catalogue.ts';
import { openStore } from '../repository/open-store.ts';
import { examine } from './examine.ts';

const key = findingsOf('key');

/** Examines whether the keys of a target are there, are kept well, and open its newest backups. Throws NotFound. */
export async function diagnoseKeys(
  { target: name }: { readonly target: string },
  { signal }: Job,
  deps: Deps,
): Promise<readonly Finding[]> {
  const target = configuredTarget(deps.configuration, name);
  const { keys, repositories } = configuredPolicy(deps.configuration, target.policy);
  const findings = [
    ...(await examine('key', 'key file', () => findKeyFile(keys))),
    ...(await examine('key', 'place', () => findPlace(keys, deps))),
    ...(await examine('key', 'offline key', () => findOfflineKey(keys))),
  ];
  for (const each of repositories) {
    signal.throwIfAborted();
    const label = `${each}: key`;
    const repository = configuredRepository(deps.configuration, each);
    findings.push(...(await examine('key', label, () => tryKey(repository, target.name, keys, label, deps))));
  }
  return findings;
}

function findKeyFile(keys: KeyPaths): Finding {
  if (keys.createMissing && !existsSync(keys.file)) {
    return key.ok('key file', `${keys.file} is made by the first backup: no backup opens without it`);
  }
  return key.ok('key file', `${keys.file}, ${readKeyFile(keys.file).fingerprint}`);
}

/** Where a key may be made by Firedrill and where a person may keep one are judged alike; only a repository is refused. */
function findPlace(keys: KeyPaths, deps: Deps): Finding {
  const verdict = judgePlaceOfKey(keys, deps.configuration);
  if (verdict === undefined) return key.ok('place', 'apart from every repository');
  const isThere = existsSync(keys.file);
  const words = isThere
    ? verdict.message.replaceAll('would lie', 'lies').replace('would be gone', 'is gone')
    : verdict.message;
  return verdict.refused ? key.failed('place', words, verdict.hint) : key.warning('place', words, verdict.hint);
}

const SECOND =
  'openssl genrsa -out offline.pem 4096, then openssl rsa -in offline.pem -pubout -out offline.pub.pem; name the public half in keys.offlinePublicKey, keep the private one in a safe';

/** A copy that was checked stands for an offline key; one that is no good is told whatever else there is. */
function findOfflineKey(keys: KeyPaths): Finding {
  const { offlinePublicKey } = keys;
  const copy = checkKeyCopy(keys, existsSync(keys.file) ? [readKeyFile(keys.file).fingerprint] : []);
  if (copy?.state === 'bad')
    return key.warning(
      'copy',
      `${copy.path} ${copy.why}`,
      `copy ${keys.file} there, or name another place in keys.copy`,
    );
  if (copy !== undefined && offlinePublicKey === undefined) return key.ok('copy', `${copy.path} is the same key`);
  if (offlinePublicKey === undefined)
    return key.warning('offline key', 'none is named: the key file alone opens the backups', SECOND);
  return key.ok('offline key', `${offlinePublicKey}, ${offlineFingerprint(readOfflinePublicKey(offlinePublicKey))}`);
}

/** Opens the content key of the newest backup as a restore would, and looks which other key opens it. */
async function tryKey(
  repository: Repository,
  target: string,
  keys: KeyPaths,
  label: string,
  deps: Deps,
): Promise<readonly Finding[]> {
  const store = openStore(repository, deps.readSecret);
  const newest = await readNewestManifest(store, target);
  if (newest === undefined) return [key.skipped(label, 'there is no backup yet that it could open')];
  const { keyId } = newest.encryption;
  await openContentKey(store, keyId, keys);
  const wrapped = await readWrappedKey(store, keyId);
  const second = wrapped?.wrappings.some(({ by }) => by === 'offline-rsa') ?? false;
  const opens = key.ok(label, `opens ${newest.backupId}`);
  if (second || keys.offlinePublicKey === undefined) return [opens];
  const lacks = `${keyId} opens with the key file alone until the next backup adds the offline key`;
  return [opens, key.warning(label, lacks, `firedrill backup ${target}`)];
}
