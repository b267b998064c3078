import { Failure } from '../../domain/failures.ts';
import { parseLogLine } from '../../domain/run-log.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { findRecord } from '../reading/find-record.ts';

/** `firedrill logs <run>`. Reads the repositories alone: it answers while Temporal is down. */
export const command = makeCommand('logs <run>', {
  examples: ['firedrill logs restore-test:orders', 'firedrill logs 20261121T020000Z-backup-orders-1a2b3c4d --json'],
  exitCodes: [
    [0, 'done'],
    [10, 'no log of such a run'],
    [20, 'a repository does not answer'],
  ],
})
  .argument('<run>', '`restore-test:orders` for the newest run, or a run id')
  .action((run, options) => runCommand(options, cli => logs(cli, run)));

async function logs(cli: Cli, run: string): Promise<void> {
  const found = await findRecord(cli.configuration(), run, 'log');
  if (found === undefined) {
    throw new Failure('NotFound', `there is no log of ${run}`, {
      hint: 'it is written at the end of a run: firedrill runs lists them, firedrill watch follows one',
    });
  }
  const lines = found.text.split('\n').flatMap(text => parseLogLine(text) ?? []);
  cli.console.document('logs', { runId: found.runId, lines });
  cli.console.result(found.text.trimEnd());
}
