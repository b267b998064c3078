import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { createKeyFile } from '../../src/activities/keys/key-file.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';
import { artifactPath, offlineLines, openArtifact, runLines, saveScript } from './open-artifact.ts';

async function takeBackup(): Promise<House> {
  const keys = { file: 'key', offlinePublicKey: 'offline.pub.pem' };
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'), { policy: { keys } });
  const pem = { format: 'pem' } as const;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { ...pem, type: 'spki' },
    privateKeyEncoding: { ...pem, type: 'pkcs8' },
  });
  writeFileSync(house.at('offline.pub.pem'), publicKey);
  writeFileSync(house.at('offline.pem'), privateKey);
  const worker = await house.startWorker();
  done(await house.backup());
  await worker.stop();
  saveScript(house.folder);
  return house;
}

test('the offline key opens a backup by the lines of the page, without the key file', async () => {
  const house = await takeBackup();
  const manifest = JSON.parse(readFileSync(`${dirname(artifactPath(house, 'main'))}/manifest.json`, 'utf8'));
  const WRAPPED = house.at(`repository/keys/${manifest.encryption.keyId}.json`);
  await runLines(offlineLines(), house.folder, { WRAPPED, OFFLINE: house.at('offline.pem') });
  const { exitCode, stdout } = await openArtifact(house, 'main', house.at('content-key'));
  expect(exitCode).toBe(0);
  const [main] = manifest.artifacts;
  expect(stdout.length).toBe(main.compressedBytes);
  execaSync('zstd', ['--test', '--quiet'], { input: stdout });
});

test('neither another key file nor another content key opens a backup', async () => {
  const house = await takeBackup();
  createKeyFile(house.at('other-key'));
  writeFileSync(house.at('other-content-key'), randomBytes(32));
  for (const [key, complaint] of [
    ['other-key', 'another key file'],
    ['other-content-key', 'the manifest is not as it was sealed'],
  ] as const) {
    const { exitCode, stderr } = await openArtifact(house, 'main', house.at(key));
    expect([exitCode, Buffer.from(stderr).toString()]).toEqual([1, expect.stringContaining(complaint)]);
  }
});
