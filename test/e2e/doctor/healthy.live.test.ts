import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { DIAGNOSIS_GROUPS } from '../../../src/domain/diagnosis.ts';
import { edit } from '../../stack/damage.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { runDoctor } from '../../stack/doctor.ts';
import { shared } from '../../stack/ending.ts';
import { type House, openHouse } from '../../stack/firedrill.ts';
import { leftoversOf, NOTHING, storedFiles } from '../../stack/leftovers.ts';
import { done } from '../../stack/outcomes.ts';

const CLI = fileURLToPath(new URL('../../../src/client/main.ts', import.meta.url));

/** What a test's house has to be warned of: it lies in the temporary folder, on one disk, and has one key. */
const KNOWN = [
  'history',
  'spool lasting',
  'directory: lasting',
  'directory: distance',
  's3: versioning',
  's3: object lock',
  'place',
  'offline key',
];

/** As people see it. */
const table = (house: House) =>
  execa(process.execPath, [CLI, 'doctor', '--config', house.config], { reject: false, stdin: 'ignore' });

test('a healthy house has nothing but the warnings that it deserves, before its first backup and after it', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'), { repositories: ['directory', 's3'] });
  await house.startWorker();
  const warned = async () => {
    const told = await runDoctor(house, 'shop');
    expect(told.findings.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
    expect(told.exitCode).toBe(3);
    return told.findings.filter(({ verdict }) => verdict === 'warning').map(({ label }) => label);
  };
  expect(KNOWN).toEqual(expect.arrayContaining(await warned()));
  expect(storedFiles(house.folder)).toEqual([]);
  const { backupId } = done(await house.backup());
  expect(KNOWN).toEqual(expect.arrayContaining(await warned()));
  const { finding } = await runDoctor(house);
  for (const repository of ['directory', 's3']) {
    expect(finding('key', `${repository}: key`)).toMatchObject({ verdict: 'ok', found: `opens ${backupId}` });
    expect(finding('repository', `${repository}: backups`).found).toContain(backupId);
  }
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

/** A house with a worker that is asked only. */
const open = shared(async () => {
  const house = await openHouse(await makeDatabase(clusterOf(16), 'chinook'));
  await house.startWorker();
  return house;
});

test('programs are told every finding with its target, and who looked', async () => {
  const house = open();
  const { findings, workers } = await runDoctor(house);
  expect(workers).toEqual([{ target: 'shop', host: expect.any(String), workerVersion: expect.any(String) }]);
  expect([...new Set(findings.map(({ group }) => group))]).toEqual(DIAGNOSIS_GROUPS);
  for (const { group, target, verdict, found, hint } of findings) {
    expect(target).toBe(group === 'engine' ? null : 'shop');
    expect(found).not.toBe('');
    expect(verdict === 'ok' && hint !== undefined).toBe(false);
  }
});

test('people see one line for each finding, and a hint below what is not ok', async () => {
  const house = open();
  const { findings } = await runDoctor(house);
  const { stdout, exitCode } = await table(house);
  const lines = stdout.split('\n');
  expect(exitCode).toBe(3);
  expect(lines.filter(line => (DIAGNOSIS_GROUPS as readonly string[]).includes(line))).toEqual(DIAGNOSIS_GROUPS);
  expect(lines.filter(line => /^ {2}(ok|warning|failed|skipped) /.test(line))).toHaveLength(findings.length);
  const hints = findings.flatMap(({ hint }) => (hint === undefined ? [] : [`    hint: ${hint}`]));
  expect(lines.filter(line => line.startsWith('    hint: '))).toEqual(hints);
  for (const [index, line] of lines.entries())
    if (line.startsWith('    hint: ')) expect(lines[index - 1]).toMatch(/^ {2}(warning|failed) /);
});

test('an offline key ends the warning when the next backup has wrapped for it', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  const first = await house.startWorker();
  done(await house.backup());
  await first.stop();
  await execa('openssl', ['genrsa', '-out', house.at('offline.pem'), '2048']);
  await execa('openssl', ['rsa', '-in', house.at('offline.pem'), '-pubout', '-out', house.at('offline.pub.pem')]);
  edit(house.config, /keys:/, `keys:\n      offlinePublicKey: ${house.at('offline.pub.pem')}`);
  await house.startWorker();
  const before = await runDoctor(house);
  expect(before.finding('key', 'offline key').verdict).toBe('ok');
  expect(before.findings.filter(({ label }) => label === 'directory: key').map(({ verdict }) => verdict)).toEqual([
    'ok',
    'warning',
  ]);
  done(await house.backup());
  expect((await runDoctor(house)).finding('key', 'directory: key').verdict).toBe('ok');
});
