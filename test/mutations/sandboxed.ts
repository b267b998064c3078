import { onTestFinished } from 'vitest';
import { runAssertions } from '../../src/activities/restore-test/assertions.ts';
import { compareBackup } from '../../src/activities/restore-test/compare.ts';
import { destroySandbox } from '../../src/activities/restore-test/destroy.ts';
import { checkRestoredIndexes } from '../../src/activities/restore-test/indexes.ts';
import { openSandbox } from '../../src/activities/restore-test/open-sandbox.ts';
import { restoreBackup } from '../../src/activities/restore-test/restore.ts';
import { compareStructure } from '../../src/activities/restore-test/structure.ts';
import { unpackBackup } from '../../src/activities/restore-test/unpack.ts';
import { openSandboxSession, reach } from '../../src/activities/sandbox/access.ts';
import { readServerState, testFolder } from '../../src/activities/sandbox/folder.ts';
import type { Check } from '../../src/domain/verdicts.ts';
import { JOB, type Scripts, type Stage } from './stage.ts';

/** A restored backup. */
export interface Sandboxed {
  /** Runs SQL against what was restored. */
  readonly sql: (text: string) => Promise<void>;
  /** What a restore test examines of it, and what was found. */
  readonly examine: () => Promise<readonly Check[]>;
}

/** A backup restored in a sandbox, in which assertions are made last, and once. */
export interface InSandbox extends Sandboxed {
  readonly assert: () => Promise<readonly Check[]>;
}

/** Restores a backup as a restore test does, with scripts in the place of programs. The sandbox ends with the test. */
export async function restoreInSandbox(stage: Stage, backup: string, scripts?: Scripts): Promise<InSandbox> {
  const deps = stage.deps(scripts);
  const fetched = await stage.fetch(backup);
  const { plan, folder } = fetched;
  onTestFinished(async () => {
    await destroySandbox({ run: plan.run, sandbox: plan.sandbox }, deps);
  });
  await unpackBackup(fetched, JOB, deps);
  await openSandbox(fetched, JOB, deps);
  const restored = await restoreBackup(fetched, JOB, deps);
  return {
    sql: async text => {
      const session = await openSandboxSession(
        testFolder(folder),
        reach(await readServerState(testFolder(folder)), deps),
      );
      await session.query(text);
      await session.close();
    },
    examine: async () => [
      ...restored.checks,
      ...(await compareBackup(fetched, JOB, deps)).checks,
      ...(await compareStructure(fetched, JOB, deps)),
      ...(await checkRestoredIndexes(fetched, JOB, deps)),
    ],
    assert: () => runAssertions(fetched, JOB, deps),
  };
}
