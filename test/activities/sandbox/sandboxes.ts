import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../../../src/activities/postgres/session.ts';
import { openSandboxSession } from '../../../src/activities/sandbox/access.ts';
import { openTestFolder, removeTestFolder, type TestFolder } from '../../../src/activities/sandbox/folder.ts';
import { endSandbox, type StartedSandbox, startSandbox } from '../../../src/activities/sandbox/server.ts';
import { identifyRun } from '../../../src/domain/runs.ts';
import { clusterOf } from '../../stack/databases.ts';
import { programsOf } from '../postgres/dumps.ts';

/** A sandbox as a restore test makes it, below a folder of its own. The caller ends it. */
export interface TestSandbox extends StartedSandbox {
  readonly folder: TestFolder;
  readonly open: (database?: string) => Promise<Session>;
  /** Runs SQL in a session of its own and returns the rows. */
  readonly sql: <Row extends object>(text: string, database?: string) => Promise<readonly Row[]>;
  readonly end: () => Promise<void>;
}

const LIMITS = { memoryBytes: 64 * 1_048_576, jobs: 2, nice: 5 } as const;

export async function makeSandbox(major: number, superuser = 'postgres'): Promise<TestSandbox> {
  const directory = mkdtempSync(join(tmpdir(), 'fd-s-'));
  chmodSync(directory, 0o711);
  const folder = await openTestFolder(
    directory,
    identifyRun({
      kind: 'restore-test',
      target: 'shop',
      workflowId: 'x',
      firstExecutionRunId: '0123456789abcdef',
      startedAt: '2026-11-21T00:00:00Z',
    }),
  );
  const sandbox = { kind: 'local', name: 'local', directory, limits: LIMITS } as const;
  const started = await startSandbox(
    folder,
    sandbox,
    programsOf(clusterOf(major)),
    superuser,
    new AbortController().signal,
  ).catch(async error => {
    await removeTestFolder({ ...folder, path: directory });
    throw error;
  });
  const open = (database?: string) => openSandboxSession(folder, started.server, database);
  return {
    ...started,
    folder,
    open,
    sql: async (text, database) => {
      const session = await open(database);
      try {
        return await session.query(text);
      } finally {
        await session.close();
      }
    },
    end: async () => {
      await endSandbox(started.server);
      await removeTestFolder({ ...folder, path: directory });
    },
  };
}
