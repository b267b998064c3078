import type { Configuration } from '../../config/configuration.ts';
import { EXIT, FAILURES } from '../../domain/failures.ts';
import type {
  FailureDetails,
  RestoreTestOutcome,
  RunOutcome,
  SkippedOutcome,
  StartRun,
} from '../../domain/outcomes.ts';
import type { RunKind } from '../../domain/runs.ts';
import { describeKept } from '../../domain/sandboxes.ts';
import { type Cli, FailureWithData } from '../cli.ts';
import type { Console } from '../output/console.ts';
import { connectEngine } from '../temporal.ts';
import { type Followed, followRun } from './follow-run.ts';
import { startRun } from './start-run.ts';

/** Exit codes of commands that start a run and wait for it. */
export const RUN_EXIT_CODES = [
  [0, 'done'],
  [1, 'failed, or cancelled'],
  [3, 'done, with warnings'],
  [10, 'no such target, backup or database'],
  [11, 'another run holds the target'],
  [12, 'a key, password or credential is wrong or missing'],
  [20, 'Temporal, a worker, the server or the repository does not answer'],
  [130, 'let go of; the run goes on'],
] as const;

/** Prints the result of a run for people and says the exit code it stands for. */
export type ShowOutcome<O> = (console: Console, outcome: O) => number;

/** Starts a run, follows it, and ends the command as the run ended. */
export async function runAndFollow<O extends RunOutcome>(
  cli: Cli,
  configuration: Configuration,
  kind: RunKind,
  input: StartRun,
  show: ShowOutcome<O>,
): Promise<void> {
  const engine = await connectEngine(configuration);
  try {
    const handle = await startRun(engine, kind, input);
    cli.console.detail(`started ${handle.workflowId}`);
    endAs(cli, kind, await followRun<O | SkippedOutcome>(cli, engine, handle), show);
  } finally {
    await engine.close();
  }
}

/** Ends a command as the run ended that it followed. */
export function endAs<O extends RunOutcome>(
  cli: Cli,
  kind: RunKind,
  followed: Followed<O | SkippedOutcome>,
  show: ShowOutcome<O>,
): void {
  if (followed.ended === 'detached') {
    cli.exit(EXIT.detached);
    return;
  }
  if (followed.ended === 'failed') {
    warn(cli.console, followed.outcome);
    sayKept(cli.console, followed.outcome);
    const { failure, outcome } = followed;
    throw new FailureWithData(failure.kind, failure.message, { hint: failure.hint, data: outcome });
  }
  const { outcome } = followed;
  if ('heldBy' in outcome) {
    cli.console.document(kind, outcome);
    cli.console.result(`skipped: ${outcome.heldBy} was running already`);
    cli.exit(FAILURES.TargetBusy.exitCode);
    return;
  }
  warn(cli.console, outcome);
  cli.console.document(kind, outcome);
  cli.exit(show(cli.console, outcome));
}

function warn(console: Console, outcome: FailureDetails['outcome']): void {
  for (const warning of outcome?.warnings ?? []) console.warning(warning);
}

/** How the sandbox of a restore test is reached, where it stays up. */
export function sayKept(console: Console, outcome: Pick<RestoreTestOutcome, 'kept'> | undefined): void {
  for (const line of outcome?.kept === undefined ? [] : describeKept(outcome.kept)) console.note(line);
}
