import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import type { DestroyOutcome } from '../../src/domain/outcomes.ts';
import { destroyId, parseRunId } from '../../src/domain/runs.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import { until } from '../stack/waiting.ts';

/** Firedrill with a backup and a worker. */
async function openBackedUp(policy: { readonly [setting: string]: unknown } = {}) {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'), { policy });
  const worker = await house.startWorker({ own: true });
  const { backupId } = done(await house.backup());
  return { house, worker, backupId };
}

/** The number of artists that the command line of a kept sandbox finds; undefined where it cannot connect. */
async function artistsBy(connect: string): Promise<string | undefined> {
  const { stdout, failed } = await execa('sh', ['-c', `${connect} -Atc 'SELECT count(*) FROM artist'`], {
    reject: false,
  });
  return failed ? undefined : stdout;
}

/** The run that destroys what a restore test keeps. */
function destroyer(house: House, runId: string) {
  return house.engine.client.workflow.getHandle(destroyId('shop', parseRunId(runId)?.short ?? ''));
}

/** The stored evidence of a run. */
function recordOf(house: House, runId: string): unknown {
  return JSON.parse(readFileSync(house.at(`repository/evidence/${runId.slice(0, 4)}/${runId}.json`), 'utf8'));
}

const destruction = { name: 'sandbox destroyed', required: false };
const FAILING = { sql: [{ name: 'no artists', query: 'SELECT count(*) FROM artist', equals: 0 }] };

test('restore-test --keep ends with its verdict and leaves the sandbox up for whoever connects as it says (M22)', async () => {
  const { house, backupId } = await openBackedUp();
  const { exitCode, document } = await house.cli('restore-test', '--keep', '2h');
  expect(exitCode).toBe(0);
  const { kept, checks, runId } = document.data as {
    kept: { connect: string; until: string };
    checks: unknown[];
    runId: string;
  };
  expect(await artistsBy(kept.connect)).toBe('275');
  expect(checks).toContainEqual(
    expect.objectContaining({ ...destruction, verdict: 'skipped', found: `kept until ${kept.until}` }),
  );
  expect((await house.cli('show', backupId)).document.data).toMatchObject({ kept: [kept] });
  expect(recordOf(house, runId)).toMatchObject({ sandbox: { destroyed: false, kept } });

  const ended = await house.cli('restore-test', '--destroy', runId);
  expect(ended).toMatchObject({ exitCode: 0, document: { data: { of: runId, verdict: 'passed' } } });
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
  expect((await house.cli('show', backupId)).document.data).toMatchObject({ kept: [] });
  const { runId: end } = ended.document.data as { runId: string };
  expect(recordOf(house, end)).toMatchObject({
    checks: [{ ...destruction, verdict: 'passed' }],
    sandbox: { destroyed: true, keptBy: runId },
  });
  expect(await house.cli('restore-test', '--destroy', runId)).toMatchObject({ exitCode: 10 });
});

test('a timer destroys a kept sandbox when nobody does', async () => {
  const { house } = await openBackedUp();
  const { runId, kept } = done(await house.restoreTest({ keepMs: 3_000 }));
  expect(await artistsBy(kept?.connect ?? '')).toBe('275');
  const ended = done(await readResult<DestroyOutcome>(destroyer(house, runId)));
  expect(ended).toMatchObject({ verdict: 'passed', checks: [{ ...destruction, verdict: 'passed' }], warnings: [] });
  expect(Date.parse(ended.steps.find(({ name }) => name === 'wait')?.endedAt ?? '')).toBeGreaterThanOrEqual(
    Date.parse(kept?.until ?? ''),
  );
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('a kept sandbox comes back with the next worker of its host, and no sweep takes it', async () => {
  const { house, worker: first } = await openBackedUp();
  await first.stop();
  const worker = await house.startWorker({ own: true });
  const { runId, kept } = done(await house.restoreTest({ keepMs: 3_600_000 }));
  worker.kill();
  await worker.ended;
  await until('the sandbox ended with its worker', async () => (await artistsBy(kept?.connect ?? '')) === undefined);
  await house.startWorker();
  await until('the sandbox is up again', async () => (await artistsBy(kept?.connect ?? '')) === '275');
  await destroyer(house, runId).cancel();
  failed(await readResult<DestroyOutcome>(destroyer(house, runId)), 'Cancelled');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('onFailure: keep leaves up what did not pass, and only that', async () => {
  const { house } = await openBackedUp({ onFailure: 'keep', keepFor: '1h', checks: FAILING });
  const { outcome } = failed(await house.restoreTest(), 'DataDiffers');
  expect(await artistsBy(outcome?.kept?.connect ?? '')).toBe('275');
  await destroyer(house, outcome?.runId ?? '').signal('destroy');
  done(await readResult<DestroyOutcome>(destroyer(house, outcome?.runId ?? '')));
});

test('onFailure: keep destroys the sandbox of a test that passed', async () => {
  const { house } = await openBackedUp({ onFailure: 'keep' });
  const { kept, checks } = done(await house.restoreTest());
  expect(kept).toBeUndefined();
  expect(checks).toContainEqual(expect.objectContaining({ ...destruction, verdict: 'passed' }));
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('a restore test that is cancelled keeps nothing', async () => {
  const { house } = await openBackedUp({
    checks: { sql: [{ name: 'sleeps', query: 'SELECT 1 FROM pg_sleep(60)', equals: 1 }] },
  });
  const handle = await house.start('restore-test', { keepMs: 3_600_000 });
  await until('the assertions run', async () =>
    (await handle.describe()).raw.pendingActivities?.some(({ activityType }) => activityType?.name === 'runAssertions'),
  );
  await handle.cancel();
  failed(await readResult(handle), 'Cancelled');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test.each(['2', '0s', '26d', 'for ever'])('--keep %s is refused', async text => {
  const house = await openHouse(await makeDatabase(clusterOf(15)));
  expect(await house.cli('restore-test', '--keep', text)).toMatchObject({
    exitCode: 2,
    document: { error: { kind: 'UsageInvalid' } },
  });
});
