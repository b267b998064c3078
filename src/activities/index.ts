import { commitBackup } from './backup/commit.ts';
import { completeCopies } from './backup/copies.ts';
import { clearSpool, discardBackup } from './backup/discard.ts';
import { dumpBackup } from './backup/dump.ts';
import { planBackup } from './backup/plan.ts';
import { preflightBackup } from './backup/preflight.ts';
import { uploadBackup } from './backup/upload.ts';
import { verifyBackup } from './backup/verify.ts';
import type { Deps } from './deps.ts';
import { diagnoseHost } from './doctor/host.ts';
import { diagnoseKeys } from './doctor/key.ts';
import { diagnoseRepositories } from './doctor/repository.ts';
import { diagnoseSandbox } from './doctor/sandbox.ts';
import { diagnoseSource } from './doctor/source.ts';
import { diagnoseSourceIndexes } from './doctor/source-indexes.ts';
import { sweepForTarget } from './doctor/sweep.ts';
import { recordRun } from './evidence/record.ts';
import { type HostOffer, offerHost } from './host.ts';
import { sweepLeftovers } from './leftovers/sweep.ts';
import { asActivity } from './lib/activity.ts';
import { semaphore } from './lib/semaphore.ts';
import { clearFetched, withdrawRestore } from './restore/clear.ts';
import { compareRestored } from './restore/compare.ts';
import { loadBackup } from './restore/load.ts';
import { planRestore } from './restore/plan.ts';
import { runAssertions } from './restore-test/assertions.ts';
import { chooseForRestore } from './restore-test/choose.ts';
import { compareBackup } from './restore-test/compare.ts';
import { destroySandbox } from './restore-test/destroy.ts';
import { fetchBackup } from './restore-test/fetch.ts';
import { checkRestoredIndexes } from './restore-test/indexes.ts';
import { holdSandbox, keepSandbox } from './restore-test/keep.ts';
import { openSandbox } from './restore-test/open-sandbox.ts';
import { restoreBackup } from './restore-test/restore.ts';
import { readSandboxLog } from './restore-test/sandbox-log.ts';
import { compareStructure } from './restore-test/structure.ts';
import { runTestCommand } from './restore-test/test-command.ts';
import { unpackBackup } from './restore-test/unpack.ts';
import { chooseForVerify } from './verify/choose.ts';
import { examineBackup } from './verify/examine.ts';

/** All activities of a worker. Heavy ones share a bounded number of places. */
export function createActivities(deps: Deps) {
  const heavy = semaphore(deps.configuration.worker.concurrency);
  return {
    offerHost: asActivity(deps, async (): Promise<HostOffer> => offerHost(deps)),
    planBackup: asActivity(deps, (input: Parameters<typeof planBackup>[0]) => planBackup(input, deps)),
    preflightBackup: asActivity(deps, preflightBackup),
    dumpBackup: asActivity(deps, dumpBackup, heavy),
    uploadBackup: asActivity(deps, uploadBackup, heavy),
    verifyBackup: asActivity(deps, verifyBackup),
    commitBackup: asActivity(deps, (input: Parameters<typeof commitBackup>[0]) => commitBackup(input, deps)),
    completeCopies: asActivity(deps, completeCopies, heavy),
    discardBackup: asActivity(deps, (input: Parameters<typeof discardBackup>[0]) => discardBackup(input, deps)),
    clearSpool: asActivity(deps, (input: Parameters<typeof clearSpool>[0]) => clearSpool(input, deps)),
    chooseForRestore: asActivity(deps, (input: Parameters<typeof chooseForRestore>[0]) =>
      chooseForRestore(input, deps),
    ),
    fetchBackup: asActivity(deps, fetchBackup, heavy),
    unpackBackup: asActivity(deps, unpackBackup, heavy),
    openSandbox: asActivity(deps, openSandbox),
    restoreBackup: asActivity(deps, restoreBackup, heavy),
    compareBackup: asActivity(deps, compareBackup, heavy),
    compareStructure: asActivity(deps, compareStructure, heavy),
    checkRestoredIndexes: asActivity(deps, checkRestoredIndexes, heavy),
    runAssertions: asActivity(deps, runAssertions),
    runTestCommand: asActivity(deps, runTestCommand, heavy),
    destroySandbox: asActivity(deps, (input: Parameters<typeof destroySandbox>[0]) => destroySandbox(input, deps)),
    readSandboxLog: asActivity(deps, (input: Parameters<typeof readSandboxLog>[0]) => readSandboxLog(input, deps)),
    keepSandbox: asActivity(deps, keepSandbox),
    holdSandbox: asActivity(deps, holdSandbox),
    planRestore: asActivity(deps, planRestore),
    loadBackup: asActivity(deps, loadBackup, heavy),
    compareRestored: asActivity(deps, compareRestored, heavy),
    clearFetched: asActivity(deps, (input: Parameters<typeof clearFetched>[0]) => clearFetched(input, deps)),
    withdrawRestore: asActivity(deps, withdrawRestore),
    chooseForVerify: asActivity(deps, (input: Parameters<typeof chooseForVerify>[0]) => chooseForVerify(input, deps)),
    examineBackup: asActivity(deps, examineBackup, heavy),
    sweepLeftovers: asActivity(deps, sweepLeftovers),
    diagnoseSource: asActivity(deps, diagnoseSource),
    diagnoseSourceIndexes: asActivity(deps, diagnoseSourceIndexes),
    diagnoseRepositories: asActivity(deps, diagnoseRepositories),
    diagnoseKeys: asActivity(deps, diagnoseKeys),
    diagnoseHost: asActivity(deps, diagnoseHost),
    diagnoseSandbox: asActivity(deps, diagnoseSandbox),
    sweepForTarget: asActivity(deps, sweepForTarget),
    recordRun: asActivity(deps, (input: Parameters<typeof recordRun>[0]) => recordRun(input, deps)),
  };
}

/** The activities as workflows see them: types only, never the code. */
export type Activities = ReturnType<typeof createActivities>;
