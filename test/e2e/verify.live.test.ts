import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING, storedFiles } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';

/** What a reading looks at, of every artifact that a small backup has. */
const READ = [
  ...['globals', 'main', 'proof', 'source'].flatMap(name =>
    ['size', 'hash', 'header', 'decrypt', 'decompress'].map(aspect => `${name} ${aspect}`),
  ),
  'globals content',
  'main dump read to its end',
  'proof content',
  'source content',
];

test.each(['directory', 's3'] as const)(
  'a backup as it was stored passes, by sizes and checksums and by reading it to its end: %s',
  async place => {
    const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'), { repositories: [place] });
    await house.startWorker();
    const { backupId } = done(await house.backup());

    const plain = done(await house.verify());
    expect(plain).toMatchObject({ verdict: 'passed', read: false, repository: place });
    expect(plain.backups.map(backup => backup.backupId)).toEqual([backupId]);
    expect(plain.backups[0]?.checks.map(({ name }) => name).toSorted()).toEqual(
      ['manifest', ...READ.filter(name => /size|hash/.test(name))].toSorted(),
    );
    expect(plain.backups[0]?.readAt).toBeUndefined();

    const read = done(await house.verify({ read: true }));
    const checks = read.backups[0]?.checks ?? [];
    expect(checks.map(({ name }) => name).toSorted()).toEqual(['manifest', ...READ].toSorted());
    expect(checks.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
    expect(read.backups[0]?.readAt).toMatch(/^\d{4}-/);
    expect(leftoversOf(house.folder)).toEqual(NOTHING);
  },
);

test('a database in several archives is read archive by archive, of every major', async () => {
  for (const major of [16, 18]) {
    const source = await makeDatabase(clusterOf(major), 'chinook');
    await source.sql(`CREATE TABLE big AS SELECT i, repeat(md5(i::text), 30) AS t FROM generate_series(1, 45000) i`);
    const house = await openHouse(source, { policy: { dump: { streams: 2 } } });
    await house.startWorker();
    done(await house.backup());
    const { backups } = done(await house.verify({ read: true }));
    const dumps = backups[0]?.checks.filter(({ name }) => name.endsWith(' dump read to its end')) ?? [];
    expect(dumps.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['main dump read to its end', 'passed'],
      [expect.stringMatching(/^table-data-1 /), 'passed'],
    ]);
    expect(dumps[0]?.source).toMatch(new RegExp(`^pg_restore ${major}\\.`));
  }
});

test('all backups are read in one run, those first that were never read, and it is remembered', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker();
  const ids = [done(await house.backup()).backupId, done(await house.backup()).backupId];
  done(await house.verify({ read: true }));
  const { backups } = done(await house.verify({ all: true, read: true }));
  expect(backups.map(({ backupId }) => backupId)).toEqual(ids);
  expect(storedFiles(house.folder).filter(file => file.startsWith('evidence/readings/'))).toEqual(
    ids.map(id => `evidence/readings/shop/${id}.json`),
  );
  const { document } = await house.cli('show', String(ids[0]));
  expect(document.data).toMatchObject({
    readings: [{ repository: 'directory', verdict: 'passed', readAt: backups[0]?.readAt }],
  });
});
