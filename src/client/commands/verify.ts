import type { Configuration } from '../../config/configuration.ts';
import { count } from '../../domain/counting.ts';
import { formatDuration } from '../../domain/durations.ts';
import { worstExitCode } from '../../domain/exit-codes.ts';
import { EXIT, FAILURES, Failure, type FailureReport } from '../../domain/failures.ts';
import type { SkippedOutcome, StartVerify, VerifyOutcome } from '../../domain/outcomes.ts';
import { parseReadingScope } from '../../domain/reading-scope.ts';
import { formatBackupChoice, parseVerifySelection } from '../../domain/selection.ts';
import { type Cli, FailureWithData, makeCommand, runCommand } from '../cli.ts';
import { readLocally } from '../local-time.ts';
import { verificationLines } from '../output/check-lines.ts';
import type { Console } from '../output/console.ts';
import { followRun } from '../runs/follow-run.ts';
import { RUN_EXIT_CODES } from '../runs/run-command.ts';
import { startRun } from '../runs/start-run.ts';
import { chooseTarget, policyOf, repositoriesOf } from '../targets.ts';
import { connectEngine, type Engine } from '../temporal.ts';

interface Options {
  readonly backup?: string;
  readonly newest?: string;
  readonly all?: boolean;
  readonly read?: boolean;
  readonly unreadFor?: string;
  readonly budget?: string;
  readonly repository?: string;
  readonly reason?: string;
}

/** `firedrill verify [target]` */
export const command = makeCommand('verify [target]', {
  examples: [
    'firedrill verify',
    'firedrill verify orders --read',
    'firedrill verify orders --newest 7 --read --json',
    'firedrill verify --unread-for 30d --budget 100GB',
    'firedrill verify orders --backup before:2026-11-20T18:00Z --repository bucket',
  ],
  exitCodes: [
    ...RUN_EXIT_CODES,
    [4, 'an artifact or a manifest is damaged, edited or gone'],
    [8, 'inconclusive: a backup could not be verified'],
  ],
})
  .argument('[target]', 'name of the target; each of them, one after the other, where it is left out')
  .option('--backup <which>', '"latest" (the default), "random", "before:TIME" (with a zone, or Z), or a backup id')
  .option('--newest <count>', 'so many of the newest backups')
  .option('--all', 'every backup')
  .option('--read', 'read each artifact to its end: decrypt, decompress, and pg_restore to nowhere')
  .option('--unread-for <duration>', 'read only what has not been read for so long: 30d')
  .option('--budget <limit>', 'read at most so much (100GB), or begin nothing after so long (2h); the next run goes on')
  .option('--repository <name>', 'verify the copies in this repository; default: the policy’s primary one')
  .option('--reason <text>', 'why, for the evidence')
  .action((name, options) => runCommand(options, cli => verify(cli, name, options)));

async function verify(cli: Cli, name: string | undefined, options: Options): Promise<void> {
  const newest = options.newest === undefined ? undefined : readCount(options.newest);
  parseReadingScope(options);
  const selection = parseVerifySelection({ ...options, newest }, readLocally);
  const isNamed = options.backup !== undefined && selection.kind === 'one';
  const backup = isNamed ? formatBackupChoice(selection.choice) : undefined;
  const configuration = cli.configuration();
  const targets = name === undefined ? configuration.targets : [chooseTarget(configuration, name)];
  const { all, read, unreadFor, budget, repository, reason } = options;
  for (const target of targets)
    if (repository !== undefined) repositoriesOf(configuration, policyOf(configuration, target), repository);
  const inputs = targets.map(target => ({
    target: target.name,
    backup,
    newest,
    all,
    read,
    unreadFor,
    budget,
    repository,
    reason,
  }));
  const ended = await verifyEach(cli, configuration, inputs);
  if (ended === 'detached') cli.exit(EXIT.detached);
  else conclude(cli, ended);
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Failure('UsageInvalid', `--newest "${text}" is no whole number above 0`, { hint: 'write --newest 7' });
}

/** How the verification of one target ended. */
interface Ended {
  readonly target: string;
  readonly outcome?: Partial<VerifyOutcome>;
  readonly failure?: FailureReport;
  readonly exitCode: number;
}

async function verifyEach(
  cli: Cli,
  configuration: Configuration,
  inputs: readonly StartVerify[],
): Promise<readonly Ended[] | 'detached'> {
  const engine = await connectEngine(configuration);
  try {
    const ended: Ended[] = [];
    for (const input of inputs) {
      const one = await verifyOne(cli, engine, input);
      if (one === 'detached') return one;
      ended.push(one);
    }
    return ended;
  } finally {
    await engine.close();
  }
}

async function verifyOne(cli: Cli, engine: Engine, input: StartVerify): Promise<Ended | 'detached'> {
  const { target } = input;
  try {
    const handle = await startRun(engine, 'verify', input);
    const followed = await followRun<VerifyOutcome | SkippedOutcome>(cli, engine, handle);
    if (followed.ended === 'detached') return 'detached';
    if (followed.ended === 'failed') {
      const { failure, outcome } = followed;
      if (outcome !== undefined) showBackups(cli.console, outcome);
      return { target, outcome, failure, exitCode: FAILURES[failure.kind].exitCode };
    }
    if ('heldBy' in followed.outcome) {
      const failure = { kind: 'TargetBusy', message: `${followed.outcome.heldBy} was running already` } as const;
      return { target, failure, exitCode: FAILURES.TargetBusy.exitCode };
    }
    return { target, outcome: followed.outcome, exitCode: showVerify(cli.console, followed.outcome) };
  } catch (error) {
    // What concerns this target alone does not keep the others from being verified.
    if (!(error instanceof Failure) || error.kind !== 'TargetBusy') throw error;
    return { target, failure: error, exitCode: FAILURES.TargetBusy.exitCode };
  }
}

/** One document for all targets, and the exit code of the worst. */
function conclude(cli: Cli, ended: readonly Ended[]): void {
  const data = {
    runs: ended.map(({ target, outcome, failure }) => ({
      target,
      runId: outcome?.runId ?? null,
      verdict: outcome?.verdict ?? null,
      repository: outcome?.repository ?? null,
      read: outcome?.read ?? null,
      left: outcome?.left ?? 0,
      durationMs: outcome?.durationMs ?? null,
      warnings: outcome?.warnings ?? [],
      evidence: outcome?.evidence ?? null,
      error: failure === undefined ? null : { kind: failure.kind, message: failure.message, hint: failure.hint },
    })),
    backups: ended.flatMap(({ target, outcome }) => (outcome?.backups ?? []).map(backup => ({ target, ...backup }))),
  };
  const exitCode = worstExitCode(ended.map(one => one.exitCode));
  const worst = ended.find(one => one.exitCode === exitCode)?.failure;
  for (const { outcome } of ended) for (const warning of outcome?.warnings ?? []) cli.console.warning(warning);
  if (worst === undefined) {
    cli.console.document('verify', data);
    cli.exit(exitCode);
    return;
  }
  for (const { target, failure } of ended)
    if (failure !== undefined && failure !== worst) cli.console.warning(`${target}: ${failure.message}`);
  throw new FailureWithData(worst.kind, worst.message, { hint: worst.hint, data });
}

/** Prints a verification that found nothing wrong; others end as failures, after their checks. */
export function showVerify(console: Console, outcome: VerifyOutcome): number {
  showBackups(console, outcome);
  if (outcome.backups.length === 0) console.note('nothing to read: each backup has been read within that time');
  if (outcome.left !== undefined)
    console.note(`${count(outcome.left, 'backup')} left: the next run begins with those not read for longest`);
  if (!outcome.read)
    console.note(`not opened: firedrill verify ${outcome.target} --read reads every artifact to its end`);
  return outcome.warnings.length > 0 ? EXIT.warnings : EXIT.done;
}

function showBackups(console: Console, outcome: Partial<VerifyOutcome>): void {
  const { backups = [], repository = '', durationMs, evidence } = outcome;
  for (const backup of backups) console.result(verificationLines(console, backup, repository));
  if (durationMs !== undefined && backups.length > 0) console.note(`verified in ${formatDuration(durationMs)}`);
  if (evidence !== undefined) console.note(`evidence: ${evidence.html}`);
}
