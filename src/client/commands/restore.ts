import { settingsOf } from '../../activities/restore/destination.ts';
import type { Configuration } from '../../config/configuration.ts';
import { formatDuration } from '../../domain/durations.ts';
import { EXIT, Failure } from '../../domain/failures.ts';
import type { RestoreOutcome, SkippedOutcome, StartRestore } from '../../domain/outcomes.ts';
import { describeEquality } from '../../domain/proof-words.ts';
import { describeRestorePlan, type RestorePlan } from '../../domain/restore-plan.ts';
import { parseBackupChoice } from '../../domain/selection.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { layOutColumns } from '../output/columns.ts';
import type { Console } from '../output/console.ts';
import { confirmName } from '../output/question.ts';
import { followRun } from '../runs/follow-run.ts';
import { endAs, RUN_EXIT_CODES, runAndFollow } from '../runs/run-command.ts';
import { startRun } from '../runs/start-run.ts';
import { chooseTarget, policyOf, repositoriesOf } from '../targets.ts';
import { connectEngine } from '../temporal.ts';

/** `firedrill restore [target] --into URL` */
export const command = makeCommand('restore [target]', {
  examples: [
    'firedrill restore orders --into postgres://admin@staging/orders_restored --create --with-globals',
    'firedrill restore orders --into file:/etc/firedrill/staging.url --backup 20261121T020000Z-logical-0badcafe --dry-run',
  ],
  exitCodes: [
    ...RUN_EXIT_CODES,
    [4, 'the restored data are not what was backed up, or an artifact is damaged'],
    [5, 'the data are right, but an objective (RTO) was missed'],
  ],
})
  .argument('[target]', 'name of the target; may be left out where there is one only')
  .option(
    '--into <url>',
    'where to: a connection URL without a password, or file:PATH or env:NAME of one, read on the worker’s host',
  )
  .option('--backup <which>', '"latest", "random", or a backup id', 'latest')
  .option('--repository <name>', 'restore from this repository; default: the policy’s primary one')
  .option('--create', 'make the database as it was, where it is missing')
  .option('--with-globals', 'make the roles first that the server lacks')
  .option('--no-analyze', 'make no planner statistics')
  .option('--dry-run', 'print the plan and change nothing')
  .option('--reason <text>', 'why, for the evidence')
  .action((name, options) => runCommand(options, cli => restore(cli, name, options)));

interface RestoreFlags {
  readonly into?: string;
  readonly backup: string;
  readonly repository?: string;
  readonly create?: boolean;
  readonly withGlobals?: boolean;
  readonly analyze: boolean;
  readonly dryRun?: boolean;
  readonly reason?: string;
}

async function restore(cli: Cli, name: string | undefined, flags: RestoreFlags): Promise<void> {
  parseBackupChoice(flags.backup);
  const configuration = cli.configuration();
  const { into } = flags;
  if (into === undefined) {
    throw new Failure('UsageInvalid', 'say where to restore', {
      hint: '--into postgres://user@host/database, or --into file:/path of a file with the URL',
    });
  }
  settingsOf(into);
  const target = chooseTarget(configuration, name);
  if (flags.repository !== undefined) repositoriesOf(configuration, policyOf(configuration, target), flags.repository);
  const input: StartRestore = {
    target: target.name,
    into,
    options: { create: flags.create ?? false, withGlobals: flags.withGlobals ?? false, analyze: flags.analyze },
    backup: flags.backup,
    repository: flags.repository,
    reason: flags.reason,
  };
  const plan = await makePlan(cli, configuration, input, flags.dryRun ?? false);
  if (plan === undefined || flags.dryRun) return;
  await confirmName(cli, `type ${plan.destination.database} to restore into it`, plan.destination.database);
  // The backup that was agreed to, not a newer one that came meanwhile.
  const agreed = { ...input, backup: plan.backupId, agreed: plan.digest };
  await runAndFollow<RestoreOutcome>(cli, configuration, 'restore', agreed, showRestore);
}

/** Has a worker make the plan, and shows it. Undefined where there is none; the exit code then says why. */
async function makePlan(
  cli: Cli,
  configuration: Configuration,
  input: StartRestore,
  isResult: boolean,
): Promise<RestorePlan | undefined> {
  const engine = await connectEngine(configuration);
  try {
    const handle = await startRun(engine, 'restore', input);
    const followed = await followRun<RestoreOutcome | SkippedOutcome>(cli, engine, handle);
    const plan = followed.ended === 'done' && 'plan' in followed.outcome ? followed.outcome.plan : undefined;
    if (plan === undefined) endAs<RestoreOutcome>(cli, 'restore', followed, showRestore);
    else if (isResult) {
      cli.console.document('restore-plan', plan);
      cli.console.result(planText(plan));
    } else cli.console.note(planText(plan));
    return plan;
  } finally {
    await engine.close();
  }
}

function planText(plan: RestorePlan): string {
  return layOutColumns(describeRestorePlan(plan, new Date().toISOString()));
}

/** Prints a restore that was made; others end as failures, with their checks in the error. */
export function showRestore(console: Console, outcome: RestoreOutcome): number {
  const { backupId, plan, proof, measured, evidence, checks, roles } = outcome;
  const compared = proof === undefined ? 'nothing was compared' : describeEquality(proof);
  const time = measured === null ? '' : `, restored in ${formatDuration(measured.rtoMs)}`;
  console.result(
    `${console.style('green', outcome.verdict)}  ${backupId} into ${plan?.destination.place}  ${compared}${time}`,
  );
  if (roles.length > 0) console.note(`roles made: ${roles.join(', ')}`);
  for (const { name, verdict, detail } of checks.filter(check => check.verdict !== 'passed'))
    console.note(`${name}: ${verdict}${detail ? `, ${detail}` : ''}`);
  if (evidence !== undefined) console.note(`evidence: ${evidence.html}`);
  return outcome.warnings.length > 0 ? EXIT.warnings : EXIT.done;
}
