import { existsSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freePort } from '../../dev/stack/ports.ts';
import { readResult } from '../../src/client/runs/run-result.ts';
import { connectEngine } from '../../src/client/temporal.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import type { BackupOutcome } from '../../src/domain/outcomes.ts';
import { lockId } from '../../src/domain/runs.ts';
import { startTemporal } from '../../src/local/temporal-server.ts';
import { obtainTemporal } from '../../src/tools/temporal.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { done } from '../stack/outcomes.ts';
import { until } from '../stack/waiting.ts';

test('Temporal restarted in the middle of a run: the run goes on', async () => {
  const directory = temporaryFolder();
  const program = await obtainTemporal(process.env, () => undefined);
  const ports = { port: await freePort(), uiPort: await freePort() };
  const before = await startTemporal(program, directory, ports);
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'), { temporalAddress: before.address });
  await house.startWorker({ plants: [{ activity: 'uploadBackup', when: 'before', act: { holdIn: house.folder } }] });
  await house.start('backup');
  await until('the upload begins', () => existsSync(house.at('held')));
  await before.stop();
  const after = await startTemporal(program, directory, ports);
  try {
    writeFileSync(house.at('release'), '');
    const engine = await connectEngine(loadConfiguration({ config: house.config }, process.env));
    const outcome = done(await readResult<BackupOutcome>(engine.client.workflow.getHandle(lockId('backup', 'shop'))));
    expect(outcome.verdict).toBe('passed');
    expect(outcome.steps.find(({ name }) => name === 'dump')?.attempts).toBe(1);
    await engine.close();
  } finally {
    await after.stop();
  }
});
