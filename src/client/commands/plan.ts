import { Argument } from 'commander';
import { readDestination } from '../../config/destination.ts';
import type { AskedExcerpt } from '../../domain/excerpt.ts';
import { EXIT, Failure } from '../../domain/failures.ts';
import { parseSchemaNames, parseTableNames } from '../../domain/object-names.ts';
import { describePlan, type Plan, type PlanRequest } from '../../domain/plans.ts';
import type { RestoreOptions } from '../../domain/restore-plan.ts';
import { formatBackupChoice, parseBackupChoice } from '../../domain/selection.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { readLocally } from '../local-time.ts';
import { layOutColumns } from '../output/columns.ts';
import { planDigest, requestPlan } from '../runs/request-plan.ts';
import { RUN_EXIT_CODES } from '../runs/run-command.ts';
import { chooseTarget } from '../targets.ts';
import { connectEngine } from '../temporal.ts';

const KINDS = ['backup', 'restore-test', 'restore'] as const;

/** `firedrill plan <kind> [target]` */
export const command = makeCommand('plan <kind> [target]', {
  examples: [
    'firedrill plan backup orders',
    'firedrill plan restore orders --into file:/etc/firedrill/staging.url --create',
    'firedrill plan restore orders --into file:/etc/firedrill/staging.url --tables orders,order_lines',
  ],
  exitCodes: RUN_EXIT_CODES.filter(([code]) => [0, 10, 12, 20].includes(code)),
})
  .addArgument(new Argument('<kind>', 'the kind of run').choices(KINDS))
  .argument('[target]', 'name of the target; may be left out where there is one only')
  .option(
    '--backup <which>',
    'of restore-test and restore: "latest", "random", "before:TIME" (with a zone, or Z), or a backup id',
    'latest',
  )
  .option('--repository <name>', 'of restore-test and restore: from this repository')
  .option('--into <url>', 'of restore: where to; a URL without a password, or file:PATH or env:NAME of one')
  .option('--tables <names>', 'of restore: only these tables')
  .option('--schema <names>', 'of restore: only these schemas')
  .option('--create', 'of restore: make the database as it was')
  .option('--with-globals', 'of restore: make the roles that the server lacks')
  .option('--no-analyze', 'of restore: make no planner statistics')
  .option('--allow-insecure', 'of restore: also where somebody in between could listen')
  .action((kind, name, options) => runCommand(options, cli => plan(cli, kind, name, options)));

interface PlanFlags {
  readonly backup: string;
  readonly repository?: string;
  readonly into?: string;
  readonly tables?: string;
  readonly schema?: string;
  readonly create?: boolean;
  readonly withGlobals?: boolean;
  readonly analyze: boolean;
  readonly allowInsecure?: true;
}

async function plan(cli: Cli, kind: (typeof KINDS)[number], name: string | undefined, flags: PlanFlags): Promise<void> {
  const backup = formatBackupChoice(parseBackupChoice(flags.backup, readLocally));
  const configuration = cli.configuration();
  const target = chooseTarget(configuration, name).name;
  const request = requestOf(kind, target, { ...flags, backup });
  const engine = await connectEngine(configuration);
  try {
    const made: Plan = await requestPlan(engine, request);
    const digest = planDigest(made);
    cli.console.document('plan', { ...made, digest });
    cli.console.result(planText(made));
    cli.exit(EXIT.done);
  } finally {
    await engine.close();
  }
}

/** A plan with its digest, in columns. */
export function planText(plan: Plan): string {
  const lines = describePlan(plan, new Date().toISOString());
  return layOutColumns([...lines, ['digest', planDigest(plan)]]);
}

function requestOf(kind: (typeof KINDS)[number], target: string, flags: PlanFlags): PlanRequest {
  const { backup, repository, into } = flags;
  if (kind === 'backup') return { kind, target };
  if (kind === 'restore-test') return { kind, target, backup, repository };
  return { kind, target, backup, repository, into: checkedDestination(into), options: restoreOptions(flags) };
}

/** What was given as `--into`. Throws UsageInvalid where nothing was, or something with a password. */
export function checkedDestination(into: string | undefined): string {
  if (into === undefined) {
    throw new Failure('UsageInvalid', 'say where to restore', {
      hint: '--into postgres://user@host/database, or --into file:/path of a file with the URL',
    });
  }
  readDestination(into);
  return into;
}

/** The options of a restore, as the flags have them. Throws UsageInvalid. */
export function restoreOptions(
  flags: Pick<PlanFlags, 'create' | 'withGlobals' | 'analyze' | 'allowInsecure' | 'tables' | 'schema'>,
): RestoreOptions {
  const excerpt = excerptOf(flags);
  return {
    create: flags.create ?? false,
    withGlobals: flags.withGlobals ?? false,
    analyze: flags.analyze,
    ...(flags.allowInsecure && { allowInsecure: flags.allowInsecure }),
    ...(excerpt === undefined ? {} : { excerpt }),
  };
}

function excerptOf({ tables, schema }: Pick<PlanFlags, 'tables' | 'schema'>): AskedExcerpt | undefined {
  if (tables !== undefined && schema !== undefined) {
    throw new Failure('UsageInvalid', '--tables and --schema exclude each other', {
      hint: 'restore one excerpt after the other',
    });
  }
  if (tables !== undefined) return { kind: 'tables', tables: parseTableNames(tables, '--tables') };
  if (schema !== undefined) return { kind: 'schemas', schemas: parseSchemaNames(schema, '--schema') };
  return undefined;
}
