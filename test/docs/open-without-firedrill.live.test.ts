import { readdirSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { runSql, startCluster } from '../../dev/stack/postgres-cluster.ts';
import { proveDatabase } from '../activities/postgres/proof/contents.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { done } from '../stack/outcomes.ts';
import { documentedLines, runLines, saveScript } from './open-artifact.ts';

/** Larger than what is worth an archive of its own. */
const LARGE_TABLE = `
  CREATE TABLE play (play_id serial PRIMARY KEY, track_id int REFERENCES track, listener text);
  INSERT INTO play (track_id, listener) SELECT 1 + n % 3503, md5(n::text) FROM generate_series(1, 600000) AS n`;

const SEQUENCE = `SELECT last_value::text AS "lastValue" FROM play_play_id_seq`;

test.each([15, 18])(
  'a backup of PostgreSQL %i is restored on an empty server by the lines of the page alone',
  async major => {
    const source = await makeDatabase(clusterOf(major), 'chinook');
    await source.sql(`${LARGE_TABLE}; SELECT lo_from_bytea(4711, 'a large object')`);
    const house = await openHouse(source);
    const worker = await house.startWorker();
    const { backupId } = done(await house.backup());
    await worker.stop();
    const folder = temporaryFolder();
    const empty = await startCluster({ directory: temporaryFolder(), major });
    onTestFinished(() => empty.stop());

    saveScript(folder);
    const { places, takingOut, restoring } = documentedLines();
    const env = {
      REPOSITORY: house.at('repository'),
      TARGET: 'shop',
      BACKUP: backupId,
      KEY: house.at('key'),
      DATABASE: source.name,
      PGHOST: empty.host,
      PGPORT: String(empty.port),
      PGUSER: empty.user,
      PGPASSWORD: empty.password,
    };
    for (const name of ['REPOSITORY', 'TARGET', 'BACKUP', 'KEY', 'DATABASE'])
      expect(places).toContain(`export ${name}=`);
    expect(await runLines(takingOut, folder, env, empty.programs.folder)).toContain('TABLE DATA public artist');
    expect(readdirSync(folder)).toContainEqual(expect.stringMatching(/^table-data-1-.*pgdump$/));
    await runLines(restoring, folder, env, empty.programs.folder);
    expect(await proveDatabase(empty.url(source.name))).toEqual(await proveDatabase(source.url));
    expect(await runSql(empty.url(source.name), SEQUENCE)).toEqual([{ lastValue: '600000' }]);
  },
);
