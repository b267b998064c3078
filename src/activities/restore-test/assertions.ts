import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError } from 'pg';
import { judgeTrend } from '../../domain/assertion-trend.ts';
import { type Answer, judgeAssertion, judgeTime, timeCheckName } from '../../domain/assertions.ts';
import { count } from '../../domain/counting.ts';
import { Failure } from '../../domain/failures.ts';
import type { RestoreTestPlan } from '../../domain/plan.ts';
import type { SqlAssertion } from '../../domain/policies.ts';
import type { Check } from '../../domain/verdicts.ts';
import { configuredRepository } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { readEarlierTimes } from '../evidence/earlier-times.ts';
import type { Job } from '../lib/job.ts';
import { ProcessFailed, runProgram } from '../lib/processes.ts';
import { inSession } from '../postgres/in-session.ts';
import type { Session } from '../postgres/session.ts';
import { openStore } from '../repository/open-store.ts';
import { openSandboxSession } from '../sandbox/access.ts';
import { beginOnce } from '../sandbox/folder.ts';
import { pgRestore } from '../sandbox/restore-commands.ts';
import { restoreErrors } from '../sandbox/restore-errors.ts';
import { DISK_FULL, noSpace, ranOutOfSpace } from '../sandbox/space.ts';
import { queryOf } from './assertion-queries.ts';
import { inSandbox } from './in-sandbox.ts';
import { explainQueryError, isMistake } from './query-errors.ts';
import { LISTS } from './restore.ts';
import { type FetchedInput, MAIN_ARCHIVE } from './unpack.ts';

/** Runs the policy's SQL assertions, read-only, and then makes the event triggers, which run code at other commands. */
export function runAssertions({ plan, folder }: FetchedInput, job: Job, deps: Deps): Promise<readonly Check[]> {
  return inSandbox(folder, deps, async (at, server) => {
    const earlier = await earlierTimes(plan, deps);
    const ask = async (session: Session): Promise<readonly Check[]> => {
      const checks: Check[] = [];
      // Assertions are written as for the application, whose sessions find `public`.
      await session.query(`SET search_path = "$user", public`);
      for (const assertion of plan.checks.sql) {
        job.signal.throwIfAborted();
        job.report({ step: 'assertions', doneBytes: 0, item: assertion.name });
        checks.push(...(await runAssertion(session, assertion, plan.takenAt, earlier)));
      }
      return checks;
    };
    const checks = await inSession(await openSandboxSession(at, server), ask, job.signal);
    const list = join(at.archives, LISTS.eventTriggers);
    const entries = (await readFile(list, 'utf8')).split('\n').filter(line => line !== '');
    if (entries.length === 0) return checks;
    await beginOnce(at, server, 'event triggers');
    return [
      ...checks,
      await restoreEventTriggers(
        pgRestore(at, server, { archive: join(at.archives, MAIN_ARCHIVE), list }),
        entries.length,
        job.signal,
      ),
    ];
  });
}

type EarlierTimes = Awaited<ReturnType<typeof readEarlierTimes>>;

/** What the evidence remembers of queries with a time limit. Without it a test says as much as the first one did. */
async function earlierTimes(plan: RestoreTestPlan, deps: Deps): Promise<EarlierTimes> {
  if (plan.checks.sql.every(({ maxMs }) => maxMs === undefined)) return new Map();
  const store = openStore(configuredRepository(deps.configuration, plan.repository), deps.readSecret);
  return readEarlierTimes(store, plan.target).catch((error: unknown) => {
    deps.log.warn({ error }, 'earlier times of queries could not be read');
    return new Map();
  });
}

/** The check of an assertion, and those of its query's time where it has a limit. */
async function runAssertion(
  session: Session,
  assertion: SqlAssertion,
  takenAt: string,
  earlier: EarlierTimes,
): Promise<readonly Check[]> {
  const { answer, tookMs } = await ask(session, assertion, takenAt);
  const earlierMs = earlier.get(timeCheckName(assertion)) ?? [];
  return [
    judgeAssertion(assertion, answer),
    ...judgeTime(assertion, tookMs),
    ...judgeTrend(assertion, tookMs, earlierMs),
  ];
}

async function ask(
  session: Session,
  assertion: SqlAssertion,
  takenAt: string,
): Promise<{ readonly answer: Answer; readonly tookMs?: number }> {
  const query = queryOf(assertion, takenAt);
  try {
    await session.query('BEGIN READ ONLY');
    await session.query(`SET LOCAL statement_timeout = ${Math.round(assertion.timeLimitMs)}`);
    const begun = await readClock(session);
    const rows = await session.texts(query);
    return { answer: { kind: 'rows', rows }, tookMs: Math.max(0, Math.round((await readClock(session)) - begun)) };
  } catch (error) {
    if (!(error instanceof Failure && error.cause instanceof DatabaseError)) throw error;
    const { cause } = error;
    if (cause.code === DISK_FULL) throw noSpace(`the sandbox became full during the assertion ${assertion.name}`);
    if (cause.code === QUERY_CANCELED) return { answer: { kind: 'late' } };
    const kind = isMistake(cause, assertion.expect.kind) ? 'mistaken' : 'refused';
    return { answer: { kind, message: explainQueryError(cause, query) } };
  } finally {
    await session.query('ROLLBACK');
  }
}

/** SQLSTATE query_canceled: nobody but the time limit cancels a query in a sandbox. */
const QUERY_CANCELED = '57014';

/** The server's own clock, in milliseconds. */
async function readClock(session: Session): Promise<number> {
  const [[now] = []] = await session.texts('SELECT 1000 * extract(epoch FROM clock_timestamp())');
  return Number(now);
}

async function restoreEventTriggers(
  command: Parameters<typeof runProgram>[0],
  entries: number,
  signal: AbortSignal,
): Promise<Check> {
  const base = {
    name: 'event triggers',
    about: 'content',
    required: true,
    expected: `${count(entries, 'entry', 'entries')} restored`,
    source: 'archive',
  } as const;
  try {
    await runProgram(command, signal);
    return { ...base, verdict: 'passed', found: base.expected };
  } catch (error) {
    if (!(error instanceof ProcessFailed)) throw error;
    if (ranOutOfSpace(error.stderr)) throw noSpace('the sandbox became full while event triggers were made');
    return {
      ...base,
      verdict: 'failed',
      found: 'errors',
      detail: restoreErrors(error.stderr).join('; ') || error.message,
    };
  }
}
