import { Failure } from '../../domain/failures.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { findRun } from '../runs/find-run.ts';
import { followRun } from '../runs/follow-run.ts';
import { connectEngine } from '../temporal.ts';

/** `firedrill cancel <run>` */
export const command = makeCommand('cancel <run>', {
  examples: ['firedrill cancel backup:orders'],
  exitCodes: [
    [0, 'cancelled, and cleaned up'],
    [1, 'it ended otherwise before the cancellation reached it'],
    [10, 'no such run, or it has ended'],
    [20, 'Temporal does not answer'],
    [130, 'not waited for; the run cleans up'],
  ],
})
  .argument('<run>', '`backup:orders` for the newest run, a run id, or Temporal’s run id')
  .action((run, options) => runCommand(options, cli => cancel(cli, run)));

async function cancel(cli: Cli, run: string): Promise<void> {
  const engine = await connectEngine(cli.configuration());
  try {
    const handle = await findRun(engine, run);
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING') {
      throw new Failure('NotFound', `${handle.workflowId} is not running (${status.name.toLowerCase()})`, {
        hint: 'firedrill runs lists them',
      });
    }
    await handle.cancel();
    const followed = await followRun(cli, engine, handle);
    if (followed.ended === 'detached') return cli.exit(130);
    if (followed.ended === 'failed' && followed.failure.kind === 'Cancelled') {
      cli.console.document('cancel', { workflowId: handle.workflowId, cancelled: true });
      cli.console.result(`cancelled ${handle.workflowId}; nothing of it is left`);
      return;
    }
    if (followed.ended === 'failed')
      throw new Failure(followed.failure.kind, followed.failure.message, { hint: followed.failure.hint });
    cli.console.document('cancel', { workflowId: handle.workflowId, cancelled: false });
    cli.console.result(`${handle.workflowId} was past the point of no return and has completed`);
    cli.exit(1);
  } finally {
    await engine.close();
  }
}
