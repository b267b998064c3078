import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';
import { runDoctor } from '../../stack/doctor.ts';
import { shared } from '../../stack/ending.ts';
import { openHouse } from '../../stack/firedrill.ts';

/** A house without a worker. */
const open = shared(async () => openHouse(await makeDatabase(clusterOf(15))));

test('without Temporal it says what can be seen from here, how to start it, and ends with 20', async () => {
  const house = open();
  const { document, exitCode, stderr } = await house.cli('doctor', '--address', '127.0.0.1:1');
  expect(exitCode).toBe(20);
  expect(document).toMatchObject({
    kind: 'error',
    error: { kind: 'TemporalUnreachable', hint: expect.stringContaining('firedrill up') },
    data: {
      findings: [
        { group: 'engine', label: 'configuration', verdict: 'ok', found: `${house.config}: 1 target` },
        { group: 'engine', label: 'transport', verdict: 'ok' },
        { group: 'engine', label: 'temporal', verdict: 'failed', hint: expect.stringContaining('firedrill up') },
      ],
    },
  });
  expect(stderr).not.toContain('    at ');
});

test('without a worker the engine is examined, and it ends with 20', async () => {
  const house = open();
  const { exitCode, finding, error } = await runDoctor(house);
  expect(exitCode).toBe(20);
  expect(error).toMatchObject({ kind: 'WorkerMissing' });
  expect(finding('engine', 'temporal').verdict).toBe('ok');
  expect(finding('engine', 'worker')).toMatchObject({
    verdict: 'failed',
    hint: expect.stringContaining('firedrill up'),
  });
});

test('a namespace that is not there is one finding, and the end', async () => {
  const house = open();
  const { exitCode, document } = await house.cli('doctor', '--namespace', 'nowhere');
  expect(exitCode).toBe(10);
  expect(document).toMatchObject({
    data: { findings: [{ label: 'configuration' }, { label: 'transport' }, { label: 'temporal', verdict: 'failed' }] },
  });
});

test('a target that nobody configured is a mistake of the person', async () => {
  const house = open();
  expect(await house.cli('doctor', 'shpo')).toMatchObject({ exitCode: 10, document: { error: { kind: 'NotFound' } } });
});

test('a worker with an older configuration is found out', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15)));
  await house.startWorker();
  const text = readFileSync(house.config, 'utf8').replace('  shop:', '  store:');
  writeFileSync(house.config, text, { mode: 0o600 });
  const { exitCode, findings } = await runDoctor(house, 'store');
  expect(exitCode).toBe(1);
  const failed = findings.filter(({ verdict }) => verdict === 'failed');
  expect(failed.map(({ group }) => group)).toEqual(['source', 'repository', 'key', 'sandbox']);
  for (const { found, hint } of failed) {
    expect(found).toBe('there is no target "store" in the worker’s configuration');
    expect(hint).toContain('restart it');
  }
});

test('without a name every target is examined, each with its own findings', async () => {
  const database = await makeDatabase(clusterOf(15), 'chinook');
  const house = await openHouse(database);
  writeFileSync(house.at('other-url'), `${database.url}_no`, { mode: 0o600 });
  const other = `  other:\n    postgres:\n      url: file:${house.at('other-url')}\n    policy: standard\npolicies:`;
  writeFileSync(house.config, readFileSync(house.config, 'utf8').replace('policies:', other));
  await house.startWorker();
  const { exitCode, findings, workers } = await runDoctor(house);
  expect(exitCode).toBe(1);
  expect(workers.map(({ target }) => target)).toEqual(['shop', 'other']);
  const servers = findings.filter(({ label }) => label === 'server');
  expect(servers.filter(({ group }) => group === 'source').map(({ target, verdict }) => [target, verdict])).toEqual([
    ['shop', 'ok'],
    ['other', 'failed'],
  ]);
});

test('a key file that is gone has failed, with the way to get it back', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15)));
  rmSync(house.at('key'));
  await house.startWorker();
  const { exitCode, finding } = await runDoctor(house);
  expect(exitCode).toBe(1);
  expect(finding('key', 'key file')).toMatchObject({
    verdict: 'failed',
    hint: expect.stringContaining('FIREDRILL_KEY_FILE'),
  });
});

test('a doctor whose worker does not answer is let go of after a time', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15)));
  await house.startWorker({ plants: [{ activity: 'diagnoseSource', when: 'before', act: { holdIn: house.folder } }] });
  const { exitCode, findings } = await runDoctor(house, '--timeout', '2s');
  expect(exitCode).toBe(130);
  expect(findings.every(({ group }) => group === 'engine')).toBe(true);
  writeFileSync(house.at('release'), '');
});
