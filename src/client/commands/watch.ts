import type { BackupOutcome, DestroyOutcome, RestoreTestOutcome, VerifyOutcome } from '../../domain/outcomes.ts';
import { parseLockId, type RunKind } from '../../domain/runs.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import type { Console } from '../output/console.ts';
import { showDestroyed } from '../runs/destroy-kept.ts';
import { findRun } from '../runs/find-run.ts';
import { followRun } from '../runs/follow-run.ts';
import { endAs, RUN_EXIT_CODES } from '../runs/run-command.ts';
import type { RunState } from '../runs/run-state.ts';
import { connectEngine } from '../temporal.ts';
import { showBackup } from './backup.ts';
import { showRestoreTest } from './restore-test.ts';
import { showVerify } from './verify.ts';

/** `firedrill watch <run>` */
export const command = makeCommand('watch <run>', {
  examples: ['firedrill watch backup:orders', 'firedrill watch backup:orders --json   # one document per change'],
  exitCodes: [
    ...RUN_EXIT_CODES,
    [4, 'a restore test found a difference'],
    [5, 'an objective was missed'],
    [8, 'inconclusive'],
  ],
})
  .argument('<run>', '`backup:orders` for the newest run, a run id, or Temporal’s run id')
  .action((run, options) => runCommand(options, cli => watch(cli, run)));

async function watch(cli: Cli, run: string): Promise<void> {
  const engine = await connectEngine(cli.configuration());
  try {
    const handle = await findRun(engine, run);
    const kind: RunKind = parseLockId(handle.workflowId)?.kind ?? 'backup';
    let told = '';
    const tell = (state: RunState) => {
      const text = JSON.stringify(state);
      if (text !== told) cli.console.document('progress', state);
      told = text;
    };
    const followed = await followRun<Watched>(cli, engine, handle, tell);
    endAs(cli, kind, followed, showOutcome);
  } finally {
    await engine.close();
  }
}

type Watched = BackupOutcome | RestoreTestOutcome | VerifyOutcome | DestroyOutcome;

function showOutcome(console: Console, outcome: Watched): number {
  if ('of' in outcome) return showDestroyed(console, outcome);
  if ('backups' in outcome) return showVerify(console, outcome);
  return 'checks' in outcome ? showRestoreTest(console, outcome) : showBackup(console, outcome);
}
