import { copyFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { cutShort, edit, flipBit, swap } from '../stack/damage.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';
import { artifactPath, openArtifact, saveScript } from './open-artifact.ts';

test('the script of the page ends with 1 on whatever is not as it was stored', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  const worker = await house.startWorker();
  done(await house.backup());
  await worker.stop();
  saveScript(house.folder);
  const [main, proof] = [artifactPath(house, 'main'), artifactPath(house, 'proof')];
  const manifest = `${dirname(main)}/manifest.json`;
  const damages: readonly (readonly [string, () => void, RegExp])[] = [
    [main, () => flipBit(main), /unable to authenticate/],
    [main, () => cutShort(main), /the object ends too early/],
    [main, () => truncateSync(main, 0), /the object ends too early/],
    [main, () => writeFileSync(main, 'more', { flag: 'a' }), /bytes behind the end/],
    [main, () => copyFileSync(proof, main), /encrypted for another artifact/],
    [manifest, () => edit(manifest, /"rows": \d+/, '"rows": 1'), /not as it was sealed/],
  ];
  for (const [file, damage, complaint] of damages) {
    copyFileSync(file, house.at('whole'));
    damage();
    const { exitCode, stderr } = await openArtifact(house, 'main', house.at('key'));
    expect([exitCode, Buffer.from(stderr).toString()]).toEqual([1, expect.stringMatching(complaint)]);
    swap(house.at('whole'), file);
  }
  expect((await openArtifact(house, 'main', house.at('key'))).exitCode).toBe(0);
});
