import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type PlanRestoreInput, planRestore } from '../../../src/activities/restore/plan.ts';
import { JOB, openStage } from '../../mutations/stage.ts';
import { clusterOf, makeDatabase, urlOf } from '../../stack/databases.ts';
import { listenOnLoopback } from '../../stack/loopback.ts';
import { urlAs } from '../postgres/sources.ts';

const OPTIONS = { create: true, withGlobals: false, analyze: true };

/** An address behind which stands one server, and later another one. */
async function movingAddress(first: number) {
  const address = { port: 0, to: first };
  const server = createServer(client => {
    const onward = connect(address.to, '127.0.0.1');
    for (const socket of [client, onward]) socket.on('error', () => undefined);
    client.pipe(onward).pipe(client);
  });
  address.port = await listenOnLoopback(server);
  onTestFinished(() => void server.close());
  return address;
}

async function planner() {
  const database = await makeDatabase(clusterOf(15));
  const stage = openStage(database, { repositories: ['directory', 's3'] });
  const first = await stage.backup();
  const into = (name: string, url: string) => {
    writeFileSync(stage.at(name), url, { mode: 0o600 });
    return `file:${stage.at(name)}`;
  };
  const usual = { into: into('one', urlOf(clusterOf(15), 'one')), options: OPTIONS, backup: first };
  const plan = async (otherwise: Partial<PlanRestoreInput> = {}) =>
    (await planRestore({ run: stage.identify('restore'), ...usual, ...otherwise }, JOB, stage.deps())).plan;
  return { stage, into, plan };
}

test('two plans of one digest do the same, and what does something else has another digest', async () => {
  const { stage, into, plan } = await planner();
  const { digest } = await plan();
  expect(digest).toMatch(/^[0-9a-f]{16}$/);
  expect((await plan()).digest).toBe(digest);
  const others: readonly Partial<PlanRestoreInput>[] = [
    { backup: await stage.backup() },
    { repository: 's3' },
    { options: { ...OPTIONS, withGlobals: true } },
    { options: { ...OPTIONS, analyze: false } },
    { into: into('another', urlOf(clusterOf(15), 'two')) },
    { into: into('elsewhere', urlOf(clusterOf(16), 'one')) },
    { into: into('same-text-elsewhere', urlOf(clusterOf(15), 'one')) },
  ];
  const digests = [digest];
  for (const other of others) digests.push((await plan(other)).digest);
  expect(new Set(digests).size).toBe(others.length + 1);
});

test('a reference that leads to another database by now makes another plan', async () => {
  const { into, plan } = await planner();
  const { digest } = await plan();
  into('one', urlOf(clusterOf(15), 'two'));
  expect((await plan()).digest).not.toBe(digest);
});

test('another server under the same address makes another plan', async () => {
  const { into, plan } = await planner();
  const [one, other] = [clusterOf(15), clusterOf(16)];
  const address = await movingAddress(one.port);
  const reference = into('moving', urlOf(one, 'new').replace(`:${one.port}/`, `:${address.port}/`));
  const before = await plan({ into: reference });
  address.to = other.port;
  const after = await plan({ into: reference });
  expect(after.destination.place).toBe(before.destination.place);
  expect(after.digest).not.toBe(before.digest);
});

test('a plan knows the server that the backup was taken from, and any other', async () => {
  const { into, plan } = await planner();
  expect((await plan()).onSource).toBe(true);
  expect((await plan({ into: into('elsewhere', urlOf(clusterOf(16), 'one')) })).onSource).toBe(false);
});

test('a missing database may have any name, also that of the one to ask from', async () => {
  const { into, plan } = await planner();
  const { destination } = await plan({ into: into('elsewhere', urlOf(clusterOf(15), 'not there; "at" all')) });
  expect(destination).toMatchObject({ state: 'missing', database: 'not there; "at" all', objects: [] });
  await expect(plan({ into: into('postgres', urlOf(clusterOf(15), 'postgres')) })).resolves.toMatchObject({
    destination: { state: 'empty' },
  });
});

test('a database that may not be entered is not taken for a missing one', async () => {
  const { into, plan } = await planner();
  const closed = await makeDatabase(clusterOf(15));
  const role = `${closed.name}_r`;
  await closed.sql(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'; REVOKE ALL ON DATABASE ${closed.name} FROM PUBLIC`);
  await expect(plan({ into: into('closed', urlAs(closed.url, role)) })).rejects.toThrow(/permission denied/);
});

test('no plan is made for a database that is in use', async () => {
  const { stage, into, plan } = await planner();
  await stage.database.sql('CREATE TABLE mine (a int)');
  await expect(plan({ into: into('itself', stage.database.url) })).rejects.toMatchObject({
    kind: 'DestinationUnusable',
  });
});
