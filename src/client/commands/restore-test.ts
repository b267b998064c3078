import { formatDuration, LONGEST_WAIT_MS, parseDuration } from '../../domain/durations.ts';
import { EXIT, Failure } from '../../domain/failures.ts';
import type { RestoreTestOutcome, StartRestoreTest } from '../../domain/outcomes.ts';
import { describeEquality } from '../../domain/proof-words.ts';
import { formatBackupChoice, parseBackupChoice } from '../../domain/selection.ts';
import type { Check } from '../../domain/verdicts.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { readLocally } from '../local-time.ts';
import type { Console } from '../output/console.ts';
import { destroyKept } from '../runs/destroy-kept.ts';
import { RUN_EXIT_CODES, runAndFollow, sayKept } from '../runs/run-command.ts';
import { chooseTarget, policyOf, repositoriesOf } from '../targets.ts';

/** `firedrill restore-test [target]` */
export const command = makeCommand('restore-test [target]', {
  examples: [
    'firedrill restore-test orders',
    'firedrill restore-test orders --backup random --json',
    'firedrill restore-test orders --keep 2h   # leaves the sandbox up for a person',
    'firedrill restore-test --destroy 20261121T020000Z-restore-test-orders-0badcafe   # … and ends it earlier',
  ],
  exitCodes: [
    ...RUN_EXIT_CODES,
    [4, 'the restored data are not what was backed up, or an artifact is damaged'],
    [5, 'the data are right, but an objective (RTO, RPO) was missed'],
    [8, 'inconclusive: the backup could not be tested'],
  ],
})
  .argument('[target]', 'name of the target; may be left out where there is one only')
  .option('--backup <which>', '"latest", "random", "before:TIME" (with a zone, or Z), or a backup id', 'latest')
  .option('--repository <name>', 'restore from this repository; default: the policy’s primary one')
  .option('--reason <text>', 'why, for the evidence')
  .option('--keep <duration>', 'leave the sandbox up for so long, whatever the test finds, and say how to connect')
  .option('--destroy <run>', 'destroy the sandbox that this restore test has kept, before its time')
  .action((name, options) =>
    runCommand(options, cli =>
      options.destroy === undefined ? restoreTest(cli, name, options) : destroyKept(cli, options.destroy),
    ),
  );

async function restoreTest(
  cli: Cli,
  name: string | undefined,
  options: { backup: string; repository?: string; reason?: string; keep?: string },
): Promise<void> {
  const choice = parseBackupChoice(options.backup, readLocally);
  const configuration = cli.configuration();
  const target = chooseTarget(configuration, name);
  if (options.repository !== undefined)
    repositoriesOf(configuration, policyOf(configuration, target), options.repository);
  const input: StartRestoreTest = {
    target: target.name,
    backup: formatBackupChoice(choice),
    repository: options.repository,
    reason: options.reason,
    keepMs: options.keep === undefined ? undefined : keepingTime(options.keep),
  };
  await runAndFollow<RestoreTestOutcome>(cli, configuration, 'restore-test', input, showRestoreTest);
}

function keepingTime(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined && durationMs > 0 && durationMs <= LONGEST_WAIT_MS) return durationMs;
  throw new Failure('UsageInvalid', `--keep "${text}" is no time above 0 and below 25d`, {
    hint: 'write a duration with its unit, such as 30m or 2h',
  });
}

/** Prints a restore test that passed; others end as failures, with their checks in the error. */
export function showRestoreTest(console: Console, outcome: RestoreTestOutcome): number {
  const { backupId, checks, measured, evidence, proof } = outcome;
  const compared = proof === undefined ? 'nothing was compared' : describeEquality(proof);
  const time = measured === null ? '' : `, restored in ${formatDuration(measured.rtoMs)}`;
  console.result(`${console.style('green', outcome.verdict)}  ${backupId}  ${compared}${time}`);
  for (const check of checks.filter(isWorthSaying))
    console.note(`${check.name}: ${check.verdict}${check.detail ? `, ${check.detail}` : ''}`);
  sayKept(console, outcome);
  if (evidence !== undefined) console.note(`evidence: ${evidence.html}`);
  return outcome.warnings.length > 0 ? EXIT.warnings : EXIT.done;
}

function isWorthSaying(check: Check): boolean {
  return check.verdict !== 'passed' || check.about === 'objective';
}
