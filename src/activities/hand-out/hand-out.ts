import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupUnderEvidence, type Chosen } from '../../domain/chosen-backup.ts';
import type { EvidenceLocations, HandedOut, Request, RunReport } from '../../domain/evidence.ts';
import { Failure, type FailureReport } from '../../domain/failures.ts';
import type { FetchPlan } from '../../domain/plan.ts';
import type { RunIdentity } from '../../domain/runs.ts';
import type { Step } from '../../domain/steps.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import type { RepositoryDeps } from '../deps.ts';
import { recordRun } from '../evidence/record.ts';
import type { Report } from '../lib/job.ts';
import { archivePrograms } from '../restore/programs.ts';
import { fetchBackup } from '../restore-test/fetch.ts';
import { openFetched } from '../restore-test/fetched-backup.ts';
import { testFolder } from '../sandbox/folder.ts';
import { giveArchive, giveSql, type HandOutFormat } from './formats.ts';
import type { Receiver } from './receiver.ts';

/** A dump to be given out. */
export interface HandOut {
  readonly run: RunIdentity;
  readonly request: Request;
  readonly chosen: Chosen;
  readonly format: HandOutFormat;
  /** Puts the roles of the source's server in front of a script. */
  readonly withGlobals: boolean;
  readonly receiver: Receiver;
}

/** What giving out needs of its process. */
export interface HandOutDeps extends RepositoryDeps {
  readonly findPostgres: () => Promise<readonly PostgresPrograms[]>;
  readonly signal: AbortSignal;
  readonly report: (report: Report) => void;
  /** The time, RFC 3339. */
  readonly now: () => string;
}

/** What came of it. */
export interface GivenOut {
  readonly handedOut: HandedOut;
  readonly evidence?: EvidenceLocations;
  readonly warnings: readonly string[];
}

/**
 * Gives the dump of a backup out in the clear. Every artifact is fetched and held against its hash in the sealed manifest before
 * the first byte is given; until then, and nowhere else, it lies on this disk, encrypted. What was given, and to whom, is
 * recorded in the backup's repository, also where it failed.
 * @throws Failure of stores, keys and file systems, ArtifactDamaged, ToolMissing, Cancelled
 */
export async function handOut(wanted: HandOut, deps: HandOutDeps): Promise<GivenOut> {
  const { receiver, format } = wanted;
  const steps: Step[] = [];
  let failure: unknown;
  try {
    await give(wanted, deps, steps);
  } catch (error) {
    await receiver.abandon();
    failure = deps.signal.aborted ? new Failure('Cancelled', 'the dump was not given out to its end') : error;
  }
  const handedOut = { to: receiver.name, host: hostname(), format, ...receiver.received() };
  const warnings: string[] = [];
  const evidence = await recordRun(
    { report: reportOf(wanted, handedOut, steps, failure, deps.now()), repositories: [wanted.chosen.plan.repository] },
    deps,
  ).catch((error: unknown) => {
    warnings.push(`no evidence was written: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  });
  if (failure !== undefined) throw failure;
  return { handedOut, evidence: evidence?.evidence, warnings };
}

async function give(wanted: HandOut, deps: HandOutDeps, steps: Step[]): Promise<void> {
  const { chosen, format, withGlobals, receiver } = wanted;
  const { signal } = deps;
  const programs = format === 'sql' ? archivePrograms(await deps.findPostgres(), chosen.manifest) : undefined;
  const directory = await mkdtemp(join(tmpdir(), 'firedrill-'));
  const step = async <T>(name: Step['name'], work: () => Promise<T>): Promise<T> => {
    const startedAt = deps.now();
    const end = (state: Step['state']) => steps.push({ name, state, startedAt, endedAt: deps.now(), attempts: 1 });
    try {
      const value = await work();
      end('done');
      return value;
    } catch (error) {
      end('failed');
      throw error;
    }
  };
  try {
    const plan: FetchPlan = { ...chosen.plan, run: wanted.run, kind: 'restore', databaseBytes: 0 };
    const there = { ...deps, configuration: fetchingInto(directory, deps) };
    const job = { signal, attempt: 1, report: deps.report };
    const { folder } = await step('fetch', () => fetchBackup({ plan }, job, there).catch(explainSpace));
    const backup = await openFetched(plan, testFolder(folder), deps);
    await step('unpack', async () => {
      if (programs === undefined) await giveArchive(backup, receiver, signal);
      else await giveSql(backup, programs, withGlobals, receiver, signal);
      await receiver.finish();
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function explainSpace(error: unknown): never {
  if (!(error instanceof Failure && error.kind === 'SpaceMissing')) throw error;
  const hint = 'the artifacts are fetched into the folder for temporary files first: free some space, or set TMPDIR';
  throw new Failure('SpaceMissing', error.message, { hint, cause: error });
}

/** The configuration with another place for what is fetched: a person's machine need not have the worker's. */
function fetchingInto(directory: string, { configuration }: RepositoryDeps): RepositoryDeps['configuration'] {
  return { ...configuration, sandboxes: configuration.sandboxes.map(sandbox => ({ ...sandbox, directory })) };
}

function reportOf(
  { run, request, chosen }: HandOut,
  handedOut: HandedOut,
  steps: readonly Step[],
  failure: unknown,
  endedAt: string,
): RunReport {
  const { plan, manifest } = chosen;
  const fetched = steps.some(({ name, state }) => name === 'fetch' && state === 'done');
  return {
    run,
    request,
    endedAt,
    verdict: failure === undefined ? 'passed' : 'failed',
    failure: failure === undefined ? undefined : failureReport(failure),
    policy: { name: plan.policy, digest: plan.policyDigest, objectives: plan.objectives },
    backup: backupUnderEvidence(chosen),
    handedOut,
    steps,
    checks: fetched ? [AUTHENTIC] : [],
    notChecked: [{ object: 'content', reason: 'the dump was given out, and neither restored nor compared' }],
    tools: manifest.tools,
    hosts: [handedOut.host],
    warnings: [],
  };
}

const AUTHENTIC = {
  name: 'artifacts',
  about: 'content',
  required: true,
  verdict: 'passed',
  expected: 'every hash as in the sealed manifest',
  found: 'every hash as in the sealed manifest',
  source: 'manifest',
} as const;

function failureReport(error: unknown): FailureReport {
  if (error instanceof Failure) return { kind: error.kind, message: error.message, hint: error.hint };
  return { kind: 'Bug', message: error instanceof Error ? error.message : String(error) };
}
