import { cpSync, globSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKeyFile } from '../../src/activities/keys/key-file.ts';
import { unpackBackup } from '../../src/activities/restore-test/unpack.ts';
import { cutShort, edit, flipBit, swap } from '../stack/damage.ts';
import type { Finding, Part } from './mutation.ts';
import { type Single, stopped } from './single.ts';
import { JOB, type Stage } from './stage.ts';

/** Two stored backups of one target, and the key. The second one is tested. */
interface Stored {
  readonly file: (pattern: string) => string;
  /** The same file of the other backup. */
  readonly other: (pattern: string) => string;
  readonly keyFile: string;
  readonly wrappedKey: string;
}

const ARTIFACTS = {
  main: 'the archive',
  globals: 'the globals',
  proof: 'the proof',
  source: 'the facts of the source',
};

const OF_ARTIFACTS = Object.entries(ARTIFACTS).flatMap(([name, words]): readonly Single<Stored>[] => [
  { fault: `${words}: one bit is flipped`, plant: ({ file }) => flipBit(file(`${name}-*`)) },
  { fault: `${words}: the last byte is gone`, plant: ({ file }) => cutShort(file(`${name}-*`)) },
  { fault: `${words}: the file is gone`, plant: ({ file }) => rmSync(file(`${name}-*`)) },
  {
    fault: `${words}: in its place lies that of another backup of the target`,
    plant: ({ file, other }) => cpSync(other(`${name}-*`), file(`${name}-*`)),
    sizeByChance: true,
  },
]);

const manifest = (fault: string, from: RegExp, to: string): Single<Stored> => ({
  fault: `the manifest says ${fault}`,
  plant: ({ file }) => edit(file('manifest.json'), from, to),
});

const STORED: readonly Single<Stored>[] = [
  ...OF_ARTIFACTS,
  {
    fault: 'half of the archive is gone',
    plant: ({ file }) => truncateSync(file('main-*'), Math.floor(readFileSync(file('main-*')).length / 2)),
  },
  {
    fault: 'globals and facts have changed places',
    plant: ({ file }) => swap(file('globals-*'), file('source-*')),
    sizeByChance: true,
  },
  manifest('another number of rows', /"rows": \d+/, '"rows": 1'),
  manifest('another time of the snapshot', /"takenAt": "2/, '"takenAt": "1'),
  manifest('another policy', /"name": "standard"/, '"name": "stand4rd"'),
  manifest('another hash of an artifact', /"sha256": "..../, '"sha256": "0000'),
  { fault: 'the manifest has no seal', plant: ({ file }) => edit(file('manifest.json'), /"seal"/, '"zeal"') },
  { fault: 'the manifest is cut in half', plant: ({ file }) => halve(file('manifest.json')) },
  {
    fault: 'the manifest is that of another backup',
    plant: ({ file, other }) => cpSync(other('manifest.json'), file('manifest.json')),
  },
  { fault: 'the manifest is gone', plant: ({ file }) => rmSync(file('manifest.json')) },
  { fault: 'the key file is another key', plant: ({ keyFile }) => anotherKey(keyFile) },
  { fault: 'the key file is gone', plant: ({ keyFile }) => rmSync(keyFile) },
  {
    fault: 'the wrapped content key is another',
    plant: ({ wrappedKey }) => edit(wrappedKey, /"ciphertext": "...../, '"ciphertext": "AAAAA'),
  },
  { fault: 'the wrapped content key is gone', plant: ({ wrappedKey }) => rmSync(wrappedKey) },
];

/** Damages the newer of two backups in every way, one after the other, and fetches and opens it as a restore test does. */
export async function damageStored(stage: Stage): Promise<Part> {
  const [older, newer] = [await stage.backup(), await stage.backup()];
  const aside = stage.at('aside');
  cpSync(stage.repository, join(aside, 'repository'), { recursive: true });
  cpSync(stage.at('key'), join(aside, 'key'));
  const inBackup = (backup: string) => (pattern: string) =>
    only(stage.repository, `targets/shop/backups/${backup}/${pattern}`);
  const stored: Stored = {
    file: inBackup(newer),
    other: inBackup(older),
    keyFile: stage.at('key'),
    wrappedKey: only(stage.repository, 'keys/*.json'),
  };
  const open = async () => unpackBackup(await stage.fetch(newer), JOB, stage.deps());
  const findings: Finding[] = [];
  for (const { fault, plant, sizeByChance } of STORED) {
    plant(stored);
    const found = await stopped('restore test', open);
    findings.push({ fault, by: found?.by, words: (sizeByChance ? alike : String)(found?.words ?? '') });
    cpSync(aside, stage.at('.'), { recursive: true });
  }
  await open();
  return { place: 'What is stored', findings, accusations: [] };
}

function only(folder: string, pattern: string): string {
  const [found, another] = globSync(pattern, { cwd: folder });
  if (found === undefined || another !== undefined) throw new TypeError(`not one file ${pattern} in ${folder}`);
  return join(folder, found);
}

/** Words that do not tell whether the size or the hash gave it away. */
function alike(words: string): string {
  return words.replace(
    / (?:has \d+ bytes instead of \d+|is damaged in part 1 of 1 .*)$/,
    ' is of another size, or damaged in part 1 of 1',
  );
}

function halve(file: string): void {
  writeFileSync(file, readFileSync(file).subarray(0, readFileSync(file).length / 2));
}

function anotherKey(file: string): void {
  renameSync(file, `${file}.old`);
  createKeyFile(file);
}
