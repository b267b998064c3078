import { globSync, readFileSync } from 'node:fs';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';
import { pageOf } from './documented.ts';
import { openArtifact, saveScript } from './open-artifact.ts';

/** Fields whose names are data: programs, settings, names of a check's values. */
const FREE = ['tools', 'settings', 'expected', 'found'];

/** The names of all fields of some JSON, at every depth. */
function fieldsOf(json: unknown): readonly string[] {
  if (Array.isArray(json)) return json.flatMap(fieldsOf);
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) => (FREE.includes(name) ? [name] : [name, ...fieldsOf(value)]));
}

test('every field that a repository holds stands on the page', async () => {
  const source = await makeDatabase(clusterOf(15), 'chinook');
  await source.sql(`
    SELECT lo_from_bytea(4711, 'x'); CREATE SEQUENCE s; CREATE MATERIALIZED VIEW v AS SELECT 1;
    CREATE TABLE g (a int, b int GENERATED ALWAYS AS (a + 1) STORED); INSERT INTO g VALUES (1)`);
  const house = await openHouse(source, { policy: { objectives: { rto: '1ms', rpo: '1h' } } });
  await house.startWorker();
  done(await house.backup());
  await house.restoreTest();
  done(await house.verify({ read: true }));
  saveScript(house.folder);
  const inTheOpen = globSync('repository/**/*.json', { cwd: house.folder }).map(path =>
    readFileSync(house.at(path), 'utf8'),
  );
  const artifacts = ['proof', 'source'].map(async name => {
    const { stdout } = await openArtifact(house, name, house.at('key'));
    return (await execa('zstd', ['-d'], { input: Buffer.from(stdout) })).stdout;
  });
  const all = [...inTheOpen, ...(await Promise.all(artifacts))];
  expect(all.length).toBeGreaterThanOrEqual(10);
  const names = new Set(all.flatMap(text => fieldsOf(JSON.parse(text))));
  const page = pageOf('format.md');
  expect([...names].filter(name => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
});
