import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createKeyFile } from '../../src/activities/keys/key-file.ts';
import type { VerifyOutcome } from '../../src/domain/outcomes.ts';
import { cutShort, edit, flipBit, newestFile, swap } from '../stack/damage.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { wrapPrograms } from '../stack/programs.ts';
import { shareTwoBackups, withoutKey } from './two-backups.ts';

const damaged = shareTwoBackups();

/** Names of the checks that did not pass, but for those that what failed before them kept from being made. */
function failedChecks(outcome: unknown): readonly string[] {
  const { backups = [] } = outcome as Partial<VerifyOutcome>;
  return backups.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict === 'failed').map(({ name }) => name));
}

const main = (objects: string) => newestFile(objects, 'main-*');
const edited = (objects: string) => edit(newestFile(objects, 'manifest.json'), /"rows": \d+/, '"rows": 1');

test.each([
  ['has one bit flipped', 'ArtifactDamaged', (at: string) => flipBit(main(at)), ['main hash', 'main decrypt']],
  ['is cut short by one byte', 'ArtifactDamaged', (at: string) => cutShort(main(at)), ['main size']],
  ['is gone', 'ArtifactMissing', (at: string) => rmSync(newestFile(at, 'proof-*')), ['proof size']],
  ['has an edited manifest', 'ManifestDamaged', edited, ['manifest']],
] as const)('a backup of which a file %s fails when it is read: %s', async (_, kind, harm, checks) => {
  for (const place of ['directory', 's3'] as const) {
    const house = damaged(place, harm);
    const { outcome } = failed(await house.verify({ read: true }), kind);
    expect(failedChecks(outcome)).toEqual(checks);
    expect(leftoversOf(house.folder)).toEqual(NOTHING);
  }
});

test('a damaged part is named with its bytes, and exit code 4', async () => {
  const house = damaged('directory', objects => flipBit(main(objects)));
  const { exitCode, document, stderr } = await house.cli('verify', 'shop', '--read');
  expect(exitCode).toBe(4);
  expect(document.error).toMatchObject({ kind: 'ArtifactDamaged', exitCode: 4 });
  expect(stderr).toMatch(/error: .*main hash: damaged in part 1 of 1 \(bytes 0 to \d+\)/);
});

test('an artifact in the place of another is found by its size, or by its hash and header', async () => {
  const house = damaged('directory', objects =>
    swap(newestFile(objects, 'globals-*'), newestFile(objects, 'source-*')),
  );
  const { outcome } = failed(await house.verify({ read: true }), 'ArtifactDamaged');
  expect(failedChecks(outcome).map(name => name.split(' ')[0])).toEqual(expect.arrayContaining(['globals', 'source']));
});

test.each([
  ['directory', 'hash', ['main hash']],
  // The server believes the checksum that it noted when the object came.
  ['s3', 'nothing', []],
] as const)('without reading, a flipped bit in a %s repository shows in: %s', async (place, _, checks) => {
  const house = damaged(place, objects => flipBit(main(objects)));
  const result = await house.verify();
  expect(result.ended === 'failed' ? failedChecks(result.outcome) : []).toEqual(checks);
});

test.each([
  ['cut short', (at: string) => cutShort(main(at)), ['main size']],
  ['gone', (at: string) => rmSync(newestFile(at, 'proof-*')), ['proof size']],
  ['of an edited manifest', edited, ['manifest']],
] as const)('without reading, what is %s is found as well', async (_, harm, checks) => {
  for (const place of ['directory', 's3'] as const) {
    const result = await damaged(place, harm).verify();
    expect(result.ended === 'failed' ? failedChecks(result.outcome) : []).toEqual(checks);
  }
});

test('another key file ends the verification with 12, and says nothing against the backup', async () => {
  const house = withoutKey(damaged('directory'));
  createKeyFile(house.at('key'));
  const { outcome } = failed(await house.verify({ read: true }), 'KeyWrong');
  expect(outcome?.verdict).toBe('inconclusive');
  rmSync(house.at('key'));
  expect((await house.cli('verify', 'shop')).exitCode).toBe(12);
});

test('X18: a dump that was cut in half before it was encrypted fails only where pg_restore reads it to its end', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  const half = wrapPrograms(clusterOf(15).programs, {
    pg_dump: `"$REAL" "$@" >"${house.folder}/whole" || exit; head -c $(($(wc -c <"${house.folder}/whole") / 2)) "${house.folder}/whole"`,
  });
  await house.startWorker({ env: { ...half } });
  done(await house.backup());
  expect(done(await house.verify()).verdict).toBe('passed');
  const { failure, outcome } = failed(await house.verify({ read: true }), 'ArtifactDamaged');
  expect(failedChecks(outcome)).toEqual(['main dump read to its end']);
  expect(failure.message).toMatch(/end of file/);
});

test('one damaged backup does not keep the others from being verified', async () => {
  const house = damaged('directory', objects => flipBit(main(objects)));
  const { outcome } = failed(await house.verify({ all: true, read: true }), 'ArtifactDamaged');
  expect(outcome?.backups?.map(({ verdict }) => verdict)).toEqual(['failed', 'passed']);
});
