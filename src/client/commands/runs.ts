import { formatDuration } from '../../domain/durations.ts';
import { Failure } from '../../domain/failures.ts';
import { identifyRun, parseLockId } from '../../domain/runs.ts';
import { SEARCH_ATTRIBUTES } from '../../domain/search-attributes.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { layOutColumns } from '../output/columns.ts';
import { connectEngine, type Engine } from '../temporal.ts';

/** `firedrill runs` */
export const command = makeCommand('runs', {
  examples: ['firedrill runs', 'firedrill runs --limit 50 --json'],
  exitCodes: [
    [0, 'done'],
    [20, 'Temporal does not answer'],
  ],
})
  .option('--limit <count>', 'how many', '20')
  .action(options => runCommand(options, cli => runs(cli, options.limit)));

async function runs(cli: Cli, limit: string): Promise<void> {
  const most = Number(limit);
  if (!Number.isInteger(most) || most < 1) throw new Failure('UsageInvalid', `--limit "${limit}" is no number above 0`);
  const engine = await connectEngine(cli.configuration());
  try {
    const found = await readRuns(engine, most);
    cli.console.document('runs', { runs: found });
    const rows = found.map(run => [
      run.startedAt.replace('T', ' ').slice(0, 19),
      run.workflowId,
      run.status,
      run.verdict ?? '',
      run.durationMs === null ? '' : formatDuration(run.durationMs),
      run.runId,
    ]);
    cli.console.result(
      found.length === 0
        ? 'no runs yet'
        : layOutColumns([['STARTED', 'RUN', 'STATUS', 'VERDICT', 'TOOK', 'ID'], ...rows]),
    );
  } finally {
    await engine.close();
  }
}

/** The newest runs that hold, or held, a target's lock. */
async function readRuns(engine: Engine, most: number) {
  const found = [];
  for await (const execution of engine.client.workflow.list({
    query: `WorkflowType IN ('backup', 'restoreTest', 'verify', 'destroy')`,
  })) {
    const { workflowId, runId: temporalRunId, startTime, closeTime, status } = execution;
    const lock = parseLockId(workflowId);
    if (lock === undefined) continue;
    const startedAt = startTime.toISOString();
    found.push({
      runId: identifyRun({ ...lock, workflowId, firstExecutionRunId: temporalRunId, startedAt }).runId,
      workflowId,
      temporalRunId,
      status: status.name,
      verdict: attribute(execution.searchAttributes[SEARCH_ATTRIBUTES.verdict]),
      startedAt,
      durationMs: closeTime === undefined ? null : closeTime.getTime() - startTime.getTime(),
    });
    if (found.length === most) break;
  }
  return found;
}

function attribute(values: readonly unknown[] | undefined): string | null {
  return typeof values?.[0] === 'string' ? values[0] : null;
}
