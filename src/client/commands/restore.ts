import { Option } from 'commander';
import { formatDuration } from '../../domain/durations.ts';
import { describeAsked } from '../../domain/excerpt.ts';
import { EXIT } from '../../domain/failures.ts';
import type { RestoreOutcome, StartRestore } from '../../domain/outcomes.ts';
import { describeEquality } from '../../domain/proof-words.ts';
import { formatBackupChoice, parseBackupChoice } from '../../domain/selection.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { giveDump } from '../hand-out.ts';
import { readLocally } from '../local-time.ts';
import type { Console } from '../output/console.ts';
import { confirmName } from '../output/question.ts';
import { requestPlan } from '../runs/request-plan.ts';
import { RUN_EXIT_CODES, runAndFollow } from '../runs/run-command.ts';
import { chooseTarget, policyOf, repositoriesOf } from '../targets.ts';
import { connectEngine } from '../temporal.ts';
import { checkedDestination, planText, restoreOptions } from './plan.ts';

/** `firedrill restore [target] --into URL` */
export const command = makeCommand('restore [target]', {
  examples: [
    'firedrill restore orders --into postgres://admin@staging/orders_restored --create --with-globals',
    'firedrill restore orders --into file:/etc/firedrill/staging.url --backup 20261121T020000Z-logical-0badcafe --dry-run',
    'firedrill restore orders --out orders.sql --format sql',
  ],
  exitCodes: [
    ...RUN_EXIT_CODES,
    [4, 'the restored data are not what was backed up, or an artifact is damaged'],
    [5, 'the data are right, but the RTO was missed'],
  ],
})
  .argument('[target]', 'name of the target; may be left out where there is one only')
  .option(
    '--into <url>',
    'where to: a connection URL without a password, or file:PATH or env:NAME of one, read on the worker’s host',
  )
  .option('--backup <which>', '"latest", "random", "before:TIME" (with a zone, or Z), or a backup id', 'latest')
  .option('--repository <name>', 'restore from this repository; default: the policy’s primary one')
  .option('--out <file>', 'give the decrypted dump to this file, or to stdout ("-"), instead; on this machine')
  .addOption(new Option('--format <format>', 'of --out').choices(['custom', 'sql']).default('custom'))
  .option('--tables <names>', 'only these tables, with what belongs to them: names as in SQL, separated by commas')
  .option('--schema <names>', 'only what is in these schemas, and the schemas themselves')
  .option('--create', 'make the database as it was, where it is missing')
  .option('--with-globals', 'make the roles first that the server lacks')
  .option('--no-analyze', 'make no planner statistics')
  .option('--allow-insecure', 'also where somebody in between could listen: sslmode below verify-full')
  .option('--dry-run', 'print the plan and change nothing')
  .option('--reason <text>', 'why, for the evidence')
  .action((name, options) => runCommand(options, cli => restore(cli, name, options)));

interface RestoreFlags {
  readonly into?: string;
  readonly backup: string;
  readonly repository?: string;
  readonly out?: string;
  readonly format: 'custom' | 'sql';
  readonly tables?: string;
  readonly schema?: string;
  readonly create?: boolean;
  readonly withGlobals?: boolean;
  readonly analyze: boolean;
  readonly allowInsecure?: true;
  readonly dryRun?: boolean;
  readonly reason?: string;
}

async function restore(cli: Cli, name: string | undefined, flags: RestoreFlags): Promise<void> {
  const choice = parseBackupChoice(flags.backup, readLocally);
  const configuration = cli.configuration();
  const target = chooseTarget(configuration, name);
  const { repository, reason } = flags;
  if (flags.out !== undefined) return giveDump(cli, configuration, target, choice, { ...flags, out: flags.out });
  if (repository !== undefined) repositoriesOf(configuration, policyOf(configuration, target), repository);
  const wanted = {
    target: target.name,
    into: checkedDestination(flags.into),
    options: restoreOptions(flags),
    repository,
  };
  const engine = await connectEngine(configuration);
  const plan = await requestPlan(engine, { kind: 'restore', ...wanted, backup: formatBackupChoice(choice) }).finally(
    engine.close,
  );
  if (flags.dryRun) {
    cli.console.document('plan', plan);
    cli.console.result(planText(plan));
    return;
  }
  cli.console.note(planText(plan));
  await confirmName(cli, `type ${plan.destination.database} to restore into it`, plan.destination.database);
  // The backup that was agreed to, not a newer one that came meanwhile.
  const input: StartRestore = { ...wanted, reason, backup: plan.backupId, agreed: plan.digest };
  await runAndFollow<RestoreOutcome>(cli, configuration, 'restore', input, showRestore);
}

/** Prints a restore that was made; others end as failures, with their checks in the error. */
export function showRestore(console: Console, outcome: RestoreOutcome): number {
  const { backupId, plan, proof, measured, evidence, checks, roles } = outcome;
  const compared = proof === undefined ? 'nothing was compared' : describeEquality(proof);
  const time = measured === null ? '' : `, restored in ${formatDuration(measured.rtoMs)}`;
  const verdict = console.style('green', outcome.verdict);
  const what = plan?.excerpt === undefined ? backupId : `${describeAsked(plan.excerpt.asked)} of ${backupId}`;
  console.result(`${verdict}  ${what} into ${plan?.destination.place}  ${compared}${time}`);
  if (roles.length > 0) console.note(`roles made: ${roles.join(', ')}`);
  for (const { name, verdict: found, detail } of checks.filter(check => check.verdict !== 'passed'))
    console.note(`${name}: ${found}${detail ? `, ${detail}` : ''}`);
  if (evidence !== undefined) console.note(`evidence: ${evidence.html}`);
  return outcome.warnings.length > 0 ? EXIT.warnings : EXIT.done;
}
