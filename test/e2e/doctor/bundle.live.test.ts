import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { WorkflowNotFoundError } from '@temporalio/common';
import { execa } from 'execa';
import { expect, inject, test } from 'vitest';
import { runSql } from '../../../dev/stack/postgres-cluster.ts';
import { clusterOf, makeDatabase, urlOf } from '../../stack/databases.ts';
import { openHouse } from '../../stack/firedrill.ts';

test('a bundle holds findings, versions and configuration, and only its owner may read it', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'));
  await house.startWorker();
  await house.cli('doctor', '--bundle', house.at('bundle.json'));
  expect(statSync(house.at('bundle.json')).mode & 0o777).toBe(0o600);
  const bundle = JSON.parse(readFileSync(house.at('bundle.json'), 'utf8'));
  expect(bundle).toMatchObject({
    schemaVersion: 1,
    kind: 'doctor-bundle',
    versions: { firedrill: expect.any(String), node: process.versions.node, temporalServer: expect.any(String) },
    workers: [{ target: 'shop' }],
  });
  expect(bundle.findings.length).toBeGreaterThan(20);
  expect(bundle.settings).toContainEqual({
    path: 'targets.shop.postgres.url',
    value: `file:${house.at('url')}`,
    origin: expect.any(String),
  });
});

test('a bundle is written without Temporal, too', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15)));
  const { exitCode } = await house.cli('doctor', '--address', '127.0.0.1:1', '--bundle', house.at('bundle.json'));
  expect(exitCode).toBe(20);
  expect(JSON.parse(readFileSync(house.at('bundle.json'), 'utf8')).findings).toHaveLength(3);
});

test('a file that exists is not written over, and nothing is examined for it', async () => {
  const house = await openHouse(await makeDatabase(clusterOf(15)));
  writeFileSync(house.at('bundle.json'), 'mine');
  await house.startWorker();
  const { exitCode, document } = await house.cli('doctor', '--bundle', house.at('bundle.json'));
  expect({ exitCode, kind: document.error?.kind }).toEqual({ exitCode: 2, kind: 'UsageInvalid' });
  expect(readFileSync(house.at('bundle.json'), 'utf8')).toBe('mine');
  const run = house.engine.client.workflow.getHandle('doctor:shop');
  await expect(run.describe()).rejects.toBeInstanceOf(WorkflowNotFoundError);
});

const PASSWORD = 'planted-Pa55-of-the-doctor';
const ROW = 'planted-row-of-a-patient';

test('no secret and no row is in what doctor prints, in its bundle, its history or its log', async () => {
  const cluster = clusterOf(15);
  const database = await makeDatabase(cluster);
  const role = `${database.name}_r`;
  await runSql(urlOf(cluster, 'template1'), `CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}'`);
  await database.sql(`CREATE TABLE patient AS SELECT '${ROW}' AS name`);
  const house = await openHouse(database, {
    url: database.url.replace(/\/\/[^@]+@/, `//${role}:${PASSWORD}@`),
    repositories: ['directory', 's3'],
  });
  const worker = await house.startWorker();
  const cli = [
    'src/client/main.ts',
    'doctor',
    '--verbose',
    '--config',
    house.config,
    '--bundle',
    house.at('bundle.json'),
  ];
  const ran = await execa(process.execPath, cli, { reject: false, all: true, stdin: 'ignore' });
  expect(ran.exitCode).toBe(1);
  expect(ran.all).toContain('no SELECT on table "public"."patient"');
  const history = JSON.stringify(await house.engine.client.workflow.getHandle('doctor:shop').fetchHistory());
  const decoded = history.replaceAll(/"([A-Za-z0-9+/]{16,}={0,2})"/g, (_, text: string) =>
    Buffer.from(text, 'base64').toString('latin1'),
  );
  expect(decoded).toContain('diagnoseSource');
  const key = /[0-9a-f]{64}/.exec(readFileSync(house.at('key'), 'utf8'))?.[0] ?? 'no key';
  const places = { output: ran.all, bundle: readFileSync(house.at('bundle.json'), 'utf8'), decoded, log: worker.log() };
  for (const [place, text] of Object.entries(places)) {
    for (const secret of [PASSWORD, ROW, key, inject('s3').secretAccessKey])
      expect(text.includes(secret), `${secret} in ${place}`).toBe(false);
  }
});
