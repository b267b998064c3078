import { writeFileSync } from 'node:fs';
import { locate } from '../../activities/evidence/record.ts';
import { Failure } from '../../domain/failures.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { findRecord } from '../reading/find-record.ts';

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
  const found = await findRecord(cli.configuration(), run, FORMS[options.format]);
  if (found === undefined)
    throw new Failure('NotFound', `there is no record of ${run}`, { hint: 'firedrill runs lists the runs' });
  const { repository, runId, text } = found;
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

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new Failure('UsageInvalid', `${file} cannot be written: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
}
