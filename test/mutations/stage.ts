import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pino } from 'pino';
import { commitBackup } from '../../src/activities/backup/commit.ts';
import { clearSpool } from '../../src/activities/backup/discard.ts';
import { dumpBackup } from '../../src/activities/backup/dump.ts';
import { planBackup } from '../../src/activities/backup/plan.ts';
import { preflightBackup } from '../../src/activities/backup/preflight.ts';
import { uploadBackup } from '../../src/activities/backup/upload.ts';
import { verifyBackup } from '../../src/activities/backup/verify.ts';
import type { Deps } from '../../src/activities/deps.ts';
import { openHost } from '../../src/activities/host.ts';
import type { Job } from '../../src/activities/lib/job.ts';
import { chooseForRestore } from '../../src/activities/restore-test/choose.ts';
import { fetchBackup } from '../../src/activities/restore-test/fetch.ts';
import { chooseForVerify } from '../../src/activities/verify/choose.ts';
import { examineBackup } from '../../src/activities/verify/examine.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { secretReader } from '../../src/config/references.ts';
import { identifyRun, type RunIdentity, type RunKind } from '../../src/domain/runs.ts';
import type { VerifiedBackup } from '../../src/domain/verification.ts';
import type { TestDatabase } from '../stack/databases.ts';
import { type HouseOptions, writeConfig } from '../stack/firedrill.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { wrapPrograms } from '../stack/programs.ts';

/** Shell scripts in the place of programs of PostgreSQL, as `wrapPrograms` takes them. */
export type Scripts = Parameters<typeof wrapPrograms>[1];

/** The activities of Firedrill, called one after the other in this process, over a database and a folder of their own. */
export interface Stage {
  readonly database: TestDatabase;
  readonly repository: string;
  readonly at: (path: string) => string;
  readonly deps: (scripts?: Scripts) => Deps;
  readonly identify: (kind: RunKind) => RunIdentity;
  /** Takes a backup, with scripts in the place of programs, and returns its id. Whatever stops it is thrown. */
  readonly backup: (scripts?: Scripts, between?: (spool: string) => void) => Promise<string>;
  /** Chooses and fetches a backup as a restore test does. */
  readonly fetch: (backup: string, scripts?: Scripts) => ReturnType<typeof fetchChosen>;
  /** Verifies a backup by reading it to its end. */
  readonly read: (backup: string) => Promise<VerifiedBackup>;
}

/** Work that nobody cancels and nobody follows. */
export const JOB: Job = { signal: new AbortController().signal, attempt: 1, report: () => undefined };

/** Sets up a stage, which goes away with the test. */
export function openStage(database: TestDatabase, options: HouseOptions = {}): Stage {
  const folder = temporaryFolder();
  const config = writeConfig(folder, 'none', database, options);
  const configuration = loadConfiguration({ config }, process.env);
  const { major, version, programs } = database.cluster;
  const deps = (scripts?: Scripts): Deps => {
    const wrapped = scripts === undefined ? programs : wrapPrograms(programs, scripts).FIREDRILL_POSTGRES_BINARIES;
    return {
      configuration,
      readSecret: secretReader(process.env),
      findPostgres: async () => [{ major, version, folder: wrapped, hasServer: true, origin: 'test' }],
      host: openHost(join(folder, 'state')),
      askRun: async () => 'unknown',
      log: pino({ level: 'silent' }),
      version: '0.0.0',
      hasSearchAttributes: false,
    };
  };
  return {
    database,
    repository: join(folder, 'repository'),
    at: path => join(folder, path),
    deps,
    identify,
    backup: (scripts, between) => takeBackup(deps(scripts), between),
    fetch: (backup, scripts) => fetchChosen(deps(scripts), backup),
    read: backup => readBackup(deps(), backup),
  };
}

function identify(kind: RunKind): RunIdentity {
  return identifyRun({
    kind,
    target: 'shop',
    workflowId: `${kind}:shop`,
    firstExecutionRunId: randomUUID(),
    startedAt: new Date().toISOString(),
  });
}

async function takeBackup(deps: Deps, between?: (spool: string) => void): Promise<string> {
  const plan = await planBackup({ run: identify('backup') }, deps);
  const { estimatedBytes, warnings } = await preflightBackup({ plan }, JOB, deps);
  const { folder } = await dumpBackup({ plan, round: 1, estimatedBytes, warnings }, JOB, deps);
  between?.(folder);
  const spooled = { plan, folder };
  await uploadBackup(spooled, JOB, deps);
  await verifyBackup(spooled, JOB, deps);
  await commitBackup({ ...spooled, committedAt: new Date().toISOString() }, deps);
  await clearSpool({ plan }, deps);
  return plan.backupId;
}

async function fetchChosen(deps: Deps, backup: string) {
  const { plan } = await chooseForRestore({ run: identify('restore-test'), backup }, deps);
  const { folder } = await fetchBackup({ plan }, JOB, deps);
  return { plan, folder };
}

async function readBackup(deps: Deps, backup: string): Promise<VerifiedBackup> {
  const plan = await chooseForVerify({ run: identify('verify'), backup, read: true }, deps);
  return examineBackup({ plan, index: 0 }, JOB, deps);
}
