import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { runFlow } from '../../../src/activities/lib/pipeline.ts';
import type { Command } from '../../../src/activities/lib/processes.ts';
import type { DumpSetting } from '../../../src/activities/postgres/dump-commands.ts';
import type { Session } from '../../../src/activities/postgres/session.ts';
import type { PostgresPrograms } from '../../../src/tools/postgres.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import type { SharedCluster } from '../../stack/global-setup.ts';

/** The programs of a shared cluster. */
export function programsOf({ major, version, programs }: SharedCluster): PostgresPrograms {
  return { major, version, folder: programs, hasServer: true, origin: 'test' };
}

/** What all dumps of a session's snapshot share. */
export function dumpSetting(
  session: Session,
  cluster: SharedCluster,
  snapshot: string,
  lockWaitMs = 10_000,
): DumpSetting {
  return {
    programs: programsOf(cluster),
    connection: session.connection,
    applicationName: 'firedrill-dump',
    snapshot,
    lockWaitMs,
  };
}

/** Runs programs piped into one another as a backup does, and returns the file that they wrote. */
export async function runDump(programs: readonly Command[], signal = new AbortController().signal): Promise<string> {
  const file = join(temporaryFolder(), 'dump');
  await runFlow({ programs, transforms: [], sink: createWriteStream(file) }, signal);
  return file;
}
