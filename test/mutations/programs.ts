import { globSync } from 'node:fs';
import { join } from 'node:path';
import { flipBit } from '../stack/damage.ts';
import { type Finding, type Part, wordsOf } from './mutation.ts';
import { stopped } from './single.ts';
import type { Scripts, Stage } from './stage.ts';

/** A program or a disk that does not do what it says while a backup is taken. */
interface Broken {
  readonly fault: string;
  readonly scripts?: Scripts;
  readonly between?: (spool: string) => void;
}

const HALF = `"$REAL" "$@" >"$0.$$" || exit; head -c $(($(wc -c <"$0.$$") / 2)) "$0.$$"; rm "$0.$$"`;

const BROKEN: readonly Broken[] = [
  { fault: 'pg_dump writes half of its output and ends with 0', scripts: { pg_dump: HALF } },
  { fault: 'pg_dump writes nothing and ends with 0', scripts: { pg_dump: 'exit 0' } },
  { fault: 'pg_dump ends with 1 after its last byte', scripts: { pg_dump: '"$REAL" "$@"; exit 1' } },
  {
    fault: 'pg_dump is killed in the middle',
    scripts: { pg_dump: '"$REAL" "$@" | head -c 1000; kill -KILL $$' },
  },
  { fault: 'pg_dumpall writes half of its output and ends with 0', scripts: { pg_dumpall: HALF } },
  { fault: 'pg_dumpall ends with 1 after its last byte', scripts: { pg_dumpall: '"$REAL" "$@"; exit 1' } },
  {
    fault: 'a bit of the spooled archive flips before it is sent',
    between: spool => flipBit(globSync(join(spool, 'main-*'))[0] ?? ''),
  },
];

/** Takes a backup with each of the faults, and reads to its end what comes of it. */
export async function breakPrograms(stage: Stage): Promise<Part> {
  const findings: Finding[] = [];
  for (const { fault, scripts, between } of BROKEN) {
    let backup = '';
    const failure = await stopped('backup', async () => {
      backup = await stage.backup(scripts, between);
    });
    const found = failure ?? (await readToItsEnd(stage, backup));
    findings.push({ fault, by: undefined, words: '', ...found });
  }
  return { place: 'Programs and the spool, while a backup is taken', findings, accusations: [] };
}

async function readToItsEnd(stage: Stage, backup: string): Promise<Omit<Finding, 'fault'> | undefined> {
  const { checks } = await stage.read(backup);
  const failed = checks.find(({ verdict }) => verdict === 'failed');
  return failed && { by: `verify --read: ${failed.name}`, words: wordsOf(failed) };
}

/** What the role of a backup lacks; READER is a role that may otherwise read everything. */
const RIGHTS: readonly { readonly fault: string; readonly take: string; readonly give: string }[] = [
  {
    fault: 'row-level security hides rows from the role that backs up',
    take: 'ALTER ROLE "READER" NOBYPASSRLS',
    give: 'ALTER ROLE "READER" BYPASSRLS',
  },
  {
    fault: 'the role that backs up may not read a table',
    take: 'REVOKE pg_read_all_data FROM "READER"; GRANT USAGE ON SCHEMA rows TO "READER"; GRANT SELECT ON ALL TABLES IN SCHEMA rows TO "READER"; GRANT SELECT ON ALL SEQUENCES IN SCHEMA rows TO "READER"; REVOKE SELECT ON rows.lost FROM "READER"',
    give: 'GRANT pg_read_all_data TO "READER"',
  },
  {
    fault: 'the role that backs up may not read a large object',
    take: 'REVOKE SELECT ON LARGE OBJECT 5003 FROM "READER"',
    give: 'GRANT SELECT ON LARGE OBJECT 5003 TO "READER"',
  },
];

/** Takes a backup under a role that lacks each of the rights. */
export async function takeRights(stage: Stage, reader: string): Promise<Part> {
  const findings: Finding[] = [];
  const run = (sql: string) => stage.database.sql(sql.replaceAll('READER', reader));
  for (const { fault, take, give } of RIGHTS) {
    await run(take);
    findings.push({ fault, by: undefined, words: '', ...(await stopped('backup', () => stage.backup())) });
    await run(give);
  }
  return { place: 'Rights of the role that backs up', findings, accusations: [] };
}
