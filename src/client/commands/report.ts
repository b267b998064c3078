import { writeFileSync } from 'node:fs';
import { listRecordKeys } from '../../activities/evidence/earlier.ts';
import { locate } from '../../activities/evidence/record.ts';
import { evidenceKey } from '../../activities/repository/layout.ts';
import { openStore } from '../../activities/repository/open-store.ts';
import type { Configuration } from '../../config/configuration.ts';
import { secretReader } from '../../config/references.ts';
import { Failure } from '../../domain/failures.ts';
import type { Repository } from '../../domain/repositories.ts';
import { parseLockId, parseRunId } from '../../domain/runs.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { chooseTarget, policyOf, repositoriesOf } from '../targets.ts';

const FORMS = { markdown: 'md', html: 'html', json: 'json' } as const;
type Form = keyof typeof FORMS;

/** `firedrill report <run>`. Reads the repositories alone: it answers while Temporal is down. */
export const command = makeCommand('report <run>', {
  examples: [
    'firedrill report restore-test:orders',
    'firedrill report restore-test:orders --format html --out evidence.html',
  ],
  exitCodes: [
    [0, 'done'],
    [10, 'no record of such a run'],
    [20, 'a repository does not answer'],
  ],
})
  .argument('<run>', '`restore-test:orders` for the newest run, or a run id')
  .option('--format <form>', 'markdown, html or json', 'markdown')
  .option('--out <file>', 'write it there instead of to stdout; never over an existing file')
  .action((run, options) => runCommand(options, cli => report(cli, run, options)));

async function report(cli: Cli, run: string, options: { format: string; out?: string }): Promise<void> {
  if (!isForm(options.format))
    throw new Failure('UsageInvalid', `--format "${options.format}" is not markdown, html or json`);
  const { repository, runId, text } = await findRecord(cli.configuration(), run, options.format);
  const evidence = locate(repository, runId);
  if (options.out !== undefined) writeNew(options.out, text);
  cli.console.document('report', {
    runId,
    evidence,
    ...(options.format === 'json' ? { record: JSON.parse(text) } : {}),
  });
  cli.console.result(options.out === undefined ? text.trimEnd() : `wrote ${options.out}`);
}

function isForm(text: string): text is Form {
  return Object.hasOwn(FORMS, text);
}

async function findRecord(
  configuration: Configuration,
  run: string,
  form: Form,
): Promise<{ repository: Repository; runId: string; text: string }> {
  const named = parseRunId(run) ?? parseLockId(run);
  if (named === undefined)
    throw new Failure('UsageInvalid', `"${run}" names no run`, {
      hint: 'write restore-test:TARGET, or a run id as firedrill runs shows it',
    });
  const policy = policyOf(configuration, chooseTarget(configuration, named.target));
  for (const repository of repositoriesOf(configuration, policy)) {
    const store = openStore(repository, secretReader(process.env, configuration.secretDefaults));
    const newest = (await listRecordKeys(store, named.kind, named.target)).at(-1);
    const runId = parseRunId(run) === undefined ? newest?.slice(newest.lastIndexOf('/') + 1, -'.json'.length) : run;
    const stored = runId === undefined ? undefined : await store.get(evidenceKey(runId, FORMS[form]));
    if (stored !== undefined && runId !== undefined) return { repository, runId, text: stored.toString('utf8') };
  }
  throw new Failure('NotFound', `there is no record of ${run}`, { hint: 'firedrill runs lists the runs' });
}

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new Failure('UsageInvalid', `${file} cannot be written: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
}
