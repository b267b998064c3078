import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError } from 'pg';
import { judgeAssertion } from '../../domain/assertions.ts';
import { count } from '../../domain/counting.ts';
import { Failure } from '../../domain/failures.ts';
import type { SqlAssertion } from '../../domain/policies.ts';
import type { Check } from '../../domain/verdicts.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { ProcessFailed, runProgram } from '../lib/processes.ts';
import type { Session } from '../postgres/session.ts';
import { beginOnce } from '../sandbox/folder.ts';
import { pgRestore } from '../sandbox/restore-commands.ts';
import { restoreErrors } from '../sandbox/restore-errors.ts';
import { openSandboxSession } from '../sandbox/server.ts';
import { DISK_FULL, noSpace, ranOutOfSpace } from '../sandbox/space.ts';
import { inSandbox } from './in-sandbox.ts';
import { explainQueryError } from './query-errors.ts';
import { LISTS } from './restore.ts';
import { type FetchedInput, MAIN_ARCHIVE } from './unpack.ts';

/** Runs the policy's SQL assertions, read-only, and then makes the event triggers, which run code at other commands. */
export function runAssertions({ plan, folder }: FetchedInput, job: Job, _deps: Deps): Promise<readonly Check[]> {
  return inSandbox(folder, async (at, server) => {
    const checks: Check[] = [];
    const session = await openSandboxSession(at, server);
    try {
      // Assertions are written as for the application, whose sessions find `public`.
      await session.query(`SET search_path = "$user", public`);
      for (const assertion of plan.checks.sql) {
        job.signal.throwIfAborted();
        job.report({ step: 'assertions', doneBytes: 0, item: assertion.name });
        checks.push(await runAssertion(session, assertion));
      }
    } finally {
      await session.close();
    }
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

async function runAssertion(session: Session, assertion: SqlAssertion): Promise<Check> {
  try {
    await session.query('BEGIN READ ONLY');
    await session.query(`SET LOCAL statement_timeout = ${Math.round(assertion.timeLimitMs)}`);
    return judgeAssertion(assertion, await session.texts(assertion.query));
  } catch (error) {
    if (!(error instanceof Failure && error.cause instanceof DatabaseError)) throw error;
    if (error.cause.code === DISK_FULL) throw noSpace(`the sandbox became full during the assertion ${assertion.name}`);
    return judgeAssertion(assertion, explainQueryError(error.cause, assertion.query));
  } finally {
    await session.query('ROLLBACK');
  }
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
