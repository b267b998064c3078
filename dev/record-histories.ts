import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { RestoreTestOutcome } from '../src/domain/outcomes.ts';
import { destroyId, parseRunId } from '../src/domain/runs.ts';
import { VERSION } from '../src/version.ts';
import { damageArtifact, killWorker } from './demo/acts.ts';
import { firedrill } from './demo/firedrill.ts';
import { setStage } from './demo/stage.ts';

/**
 * `node dev/record-histories.ts`: runs the main job in its variants and stores the histories below `test/histories/VERSION`, to
 * be done once for each release, and again where a workflow is new. Every later version must be able to replay them: one that
 * is there stays as it is.
 */
const folder = fileURLToPath(new URL(`../test/histories/${VERSION}`, import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
mkdirSync(folder, { recursive: true });
const say = (line: string) => void process.stderr.write(`${line}\n`);
const stage = await setStage({ s3: false }, say);
const connection = await Connection.connect({ address: stage.temporal.address });
const client = new Client({ connection });

const keep = async (name: string, workflowId: string) => {
  const file = join(folder, `${name}.json`);
  if (existsSync(file)) return;
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  // Stack traces name folders of the machine that recorded them.
  writeFileSync(file, `${historyToJSON(history).replaceAll(root, '/firedrill/')}\n`);
  say(`recorded ${name}`);
};
const run = (...args: readonly string[]) => firedrill(stage.config, args, () => undefined);

try {
  await run('backup', 'chinook');
  await keep('backup', 'backup:chinook');
  await run('restore-test', 'chinook');
  await keep('restore-test', 'restore-test:chinook');
  await run('verify', 'chinook', '--all', '--read');
  await keep('verify', 'verify:chinook');
  await run('doctor', 'chinook');
  await keep('doctor', 'doctor:chinook');
  await run('plan', 'backup', 'chinook');
  for await (const { workflowId } of client.workflow.list({ query: `WorkflowType = 'plan'` }))
    await keep('plan', workflowId);
  const into = join(stage.directory, 'into.url');
  writeFileSync(into, stage.cluster.url('restored'), { mode: 0o600 });
  await run('restore', 'chinook', '--into', `file:${into}`, '--create', '--yes');
  await keep('restore', 'restore:chinook');
  const { data } = await firedrill<RestoreTestOutcome>(
    stage.config,
    ['restore-test', 'chinook', '--keep', '1h'],
    () => undefined,
  );
  await keep('restore-test-kept', 'restore-test:chinook');
  await run('restore-test', '--destroy', data.runId);
  await keep('destroy', destroyId('chinook', parseRunId(data.runId)?.short ?? ''));
  await killWorker(stage, say);
  await keep('backup-worker-killed', 'backup:chinook');
  await damageArtifact(stage, say);
  await keep('restore-test-damaged', 'restore-test:chinook');
  await run('verify', 'chinook');
  await keep('verify-damaged', 'verify:chinook');
  const cancelled = run('backup', 'chinook');
  await sleep(1_500);
  await client.workflow.getHandle('backup:chinook').cancel();
  await cancelled;
  await keep('backup-cancelled', 'backup:chinook');
  const byHand = await client.workflow.start('backup', {
    workflowId: 'by-hand',
    taskQueue: 'firedrill',
    args: [{ target: 'chinook' }],
  });
  await byHand.result();
  await keep('backup-under-another-id', 'by-hand');
  await run('restore-test', 'chinook', '--backup', '20000101T000000Z-logical-00000000');
  await keep('restore-test-not-found', 'restore-test:chinook');
} finally {
  await connection.close();
  await stage.strike();
}
process.exit();
