import { rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createKeyFile } from '../../src/activities/keys/key-file.ts';
import { FAILURES } from '../../src/domain/failures.ts';
import { cutShort, edit, flipBit, newestFile, swap } from '../stack/damage.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { type Place, shareTwoBackups, withoutKey } from './two-backups.ts';

const damaged = shareTwoBackups();

/** Does harm to the newer backup, and tests it. */
async function tested(harm: (objects: string) => void, place: Place = 'directory') {
  const house = damaged(place, harm);
  const result = await house.restoreTest();
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
  return { house, result };
}

test.each([
  ['one bit flipped', 'ArtifactDamaged', (objects: string) => flipBit(newestFile(objects, 'main-*'))],
  ['cut short by one byte', 'ArtifactDamaged', (objects: string) => cutShort(newestFile(objects, 'main-*'))],
  ['gone', 'ArtifactMissing', (objects: string) => rmSync(newestFile(objects, 'proof-*'))],
  [
    'in the place of another of the same backup',
    'ArtifactDamaged',
    (objects: string) => swap(newestFile(objects, 'globals-*'), newestFile(objects, 'source-*')),
  ],
] as const)('an artifact that is %s is found: %s, exit code 4', async (_, kind, harm) => {
  for (const place of ['directory', 's3'] as const) {
    const { failure, outcome } = failed((await tested(harm, place)).result, kind);
    expect(FAILURES[failure.kind].exitCode).toBe(4);
    expect(failure.message).toMatch(/artifact (main|proof|globals|source) /);
    expect(outcome?.verdict).toBe('failed');
  }
});

test.each([
  ['the number of rows', /"rows": \d+/, '"rows": 1'],
  ['the time of the snapshot', /"takenAt": "2/, '"takenAt": "1'],
  ['the policy', /"name": "standard"/, '"name": "stand4rd"'],
])('a manifest in which somebody edited %s is found: exit code 4', async (_, from, to) => {
  const { failure } = failed(
    (await tested(objects => edit(newestFile(objects, 'manifest.json'), from, to))).result,
    'ManifestDamaged',
  );
  expect(FAILURES[failure.kind].exitCode).toBe(4);
});

test('a key file that is another key ends the test with exit code 12, naming both', async () => {
  const house = withoutKey(damaged('directory'));
  const other = createKeyFile(house.at('key'));
  const { failure } = failed(await house.restoreTest(), 'KeyWrong');
  expect(FAILURES[failure.kind].exitCode).toBe(12);
  expect(failure.message).toContain(other?.fingerprint);
});

test('a key file that is gone ends the test with exit code 12, and is not made anew', async () => {
  const house = withoutKey(damaged('directory'));
  failed(await house.restoreTest(), 'KeyMissing');
  const { exitCode, document } = await house.cli('restore-test', 'shop');
  expect(exitCode).toBe(12);
  expect(document.error?.hint).toBeTruthy();
});

test('a manifest that is no manifest is told by list, and other backups stay usable', async () => {
  const { house, result } = await tested(objects => writeFileSync(newestFile(objects, 'manifest.json'), '{}'));
  failed(result, 'ManifestDamaged');
  const { document } = await house.cli('list', 'shop');
  const { backups } = document.data as { backups: { readable: boolean; backupId: string }[] };
  expect(backups.map(({ readable }) => readable).toSorted()).toEqual([false, true]);
  const intact = backups.find(({ readable }) => readable)?.backupId;
  expect(done(await house.restoreTest({ backup: intact })).verdict).toBe('passed');
});
