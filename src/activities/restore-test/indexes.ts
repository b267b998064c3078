import type { Check } from '../../domain/verdicts.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { ProcessFailed, runProgram } from '../lib/processes.ts';
import { inSession } from '../postgres/in-session.ts';
import { openSandboxSession } from '../sandbox/access.ts';
import type { SandboxServer, TestFolder } from '../sandbox/folder.ts';
import { checkIndexes } from '../sandbox/restore-commands.ts';
import { noSpace, ranOutOfSpace } from '../sandbox/space.ts';
import { inSandbox } from './in-sandbox.ts';
import type { FetchedInput } from './unpack.ts';

/**
 * Checks tables and indexes of the sandbox with pg_amcheck, where the extension is there. After a logical restore these are
 * fresh: the check speaks of the restored database, not of the source's indexes.
 */
export function checkRestoredIndexes({ plan, folder }: FetchedInput, job: Job, deps: Deps): Promise<readonly Check[]> {
  return inSandbox(folder, deps, async (at, server): Promise<readonly Check[]> => {
    const base = {
      name: 'indexes',
      about: 'content',
      required: plan.checks.indexes === 'required',
      source: 'pg_amcheck',
    } as const;
    if (plan.checks.indexes === 'off') return [{ ...base, verdict: 'skipped', detail: 'switched off by the policy' }];
    if (server.kind === 'server') {
      const detail = `could not test: only a superuser makes the extension amcheck, and the role of the sandbox’s server is none`;
      return [{ ...base, verdict: 'inconclusive', detail }];
    }
    if (!(await installAmcheck(at, server))) {
      const detail = `could not test: PostgreSQL ${server.version} on this host has no extension amcheck (Debian: apt-get install postgresql-contrib)`;
      return [{ ...base, verdict: 'inconclusive', detail }];
    }
    const { jobs } = configuredSandbox(deps.configuration, plan.sandbox).limits;
    job.report({ step: 'indexes', doneBytes: 0, item: 'pg_amcheck' });
    const findings = await runAmcheck(checkIndexes(at, server, jobs), job.signal);
    const expected = 'no damage in tables and freshly built indexes';
    if (findings === undefined) return [{ ...base, verdict: 'passed', expected, found: 'none' }];
    return [{ ...base, verdict: 'failed', expected, found: 'damage', detail: findings }];
  });
}

async function installAmcheck(folder: TestFolder, server: SandboxServer): Promise<boolean> {
  return inSession(await openSandboxSession(folder, server), async session => {
    const available = await session.query(`SELECT FROM pg_available_extensions WHERE name = 'amcheck'`);
    if (available.length === 0) return false;
    await session.query('CREATE SCHEMA IF NOT EXISTS firedrill_amcheck');
    await session.query('CREATE EXTENSION IF NOT EXISTS amcheck SCHEMA firedrill_amcheck');
    return true;
  });
}

/** Exit 2 is a finding, on stdout; it names relations and blocks, never values. Undefined where nothing was found. */
async function runAmcheck(command: Parameters<typeof runProgram>[0], signal: AbortSignal): Promise<string | undefined> {
  try {
    await runProgram(command, signal);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProcessFailed)) throw error;
    if (ranOutOfSpace(error.stderr)) throw noSpace('the sandbox became full while indexes were checked');
    return `${error.message}: ${`${error.stdout}\n${error.stderr}`.trim().slice(0, 1_000)}`;
  }
}
