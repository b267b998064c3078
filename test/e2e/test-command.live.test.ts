import { globSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING, processesNaming } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';
import type { Plant } from '../stack/planted-worker.ts';

type Written = { readonly run: readonly string[]; readonly [setting: string]: unknown };

/** A house with a backup of one small table, whose restore tests run this command; the worker's own environment names production. */
async function houseWith(command: Written, plants: readonly Plant[] = []) {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(`CREATE TABLE sale AS SELECT 7 AS amount`);
  const house = await openHouse(database, { policy: { checks: { command } } });
  const worker = await house.startWorker({
    plants,
    env: {
      PGHOST: 'production',
      PGOPTIONS: '-c x.y=1',
      PGSERVICE: 'production',
      DATABASE_URL: 'postgres://production/db',
      SMOKE_KEY: 'planted-key',
    },
  });
  done(await house.backup());
  return { house, worker };
}

const commandOf = (outcome: { readonly checks?: readonly { readonly name: string }[] } | undefined) =>
  outcome?.checks?.find(({ name }) => name === 'test command');

test('finds the sandbox by libpq’s variables and by DATABASE_URL, and nothing of the worker’s environment (M5)', async () => {
  const script = `
    psql -XAtc 'SELECT amount FROM sale; INSERT INTO sale VALUES (8)' && psql -XAtc 'SELECT sum(amount) FROM sale' "$DATABASE_URL"
    env | grep -c production; echo "$NODE_ENV $PWD" "$HOME"`;
  const { house } = await houseWith({ run: ['sh', '-c', script], env: { NODE_ENV: 'test' } });
  const outcome = done(await house.restoreTest());
  expect(commandOf(outcome)).toMatchObject({
    verdict: 'passed',
    output: expect.stringMatching(/^7\nINSERT 0 1\n15\n0\ntest (\S+\/home) \1$/),
  });
  expect(outcome.steps.find(({ name }) => name === 'command')).toMatchObject({ state: 'done', note: 'passed' });
  expect(readFileSync(String(outcome.evidence?.markdown), 'utf8')).toContain('INSERT 0 1');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('another exit status is a failed check, with the end of its output and without secrets', async () => {
  const script = 'echo "the key is $KEY"; echo "and more" >&2; exit 3';
  const { house } = await houseWith({ run: ['sh', '-c', script], env: { KEY: 'env:SMOKE_KEY' } });
  const { failure, outcome } = failed(await house.restoreTest(), 'DataDiffers');
  expect(failure.message).toContain('test command: sh exited with 3');
  expect(commandOf(outcome)).toMatchObject({
    verdict: 'failed',
    found: 'exited with 3',
    output: 'the key is [secret]\nand more',
  });
  for (const file of globSync(`${house.folder}/repository/evidence/**/*.*`))
    expect(readFileSync(file, 'utf8')).not.toContain('planted-key');
});

test('a command beyond its time limit is ended with all that it started, and is a failed check', async () => {
  const { house } = await houseWith({ run: ['sh', '-c', 'sleep 4711 & echo begun; wait'], timeLimit: '2s' });
  const { outcome } = failed(await house.restoreTest(), 'DataDiffers');
  expect(commandOf(outcome)).toMatchObject({
    found: 'no end in time',
    detail: 'sh was ended after 2.0 s, its time limit',
    output: 'begun',
  });
  expect(processesNaming('sleep 4711')).toEqual([]);
});

test('what a command leaves in the background ends with it', async () => {
  const { house } = await houseWith({ run: ['sh', '-c', 'sleep 4712 & echo done'], timeLimit: '10m' });
  expect(commandOf(done(await house.restoreTest()))).toMatchObject({ verdict: 'passed', output: 'done' });
  expect(processesNaming('sleep 4712')).toEqual([]);
});

test('a program that is not there could not test anything: inconclusive, after all comparisons', async () => {
  const { house } = await houseWith({ run: ['no-such-program'] });
  const { failure, outcome } = failed(await house.restoreTest(), 'Inconclusive');
  expect(failure.message).toMatch(/^test command: could not test: there is no program no-such-program on this host; /);
  expect(outcome?.checks).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'table public.sale', verdict: 'passed' })]),
  );
});

test('a command whose answer was lost runs again in a sandbox of its own, since the first one may be written to', async () => {
  const script = `psql -qXAtc 'INSERT INTO sale VALUES (8)' && psql -XAtc 'SELECT sum(amount) FROM sale'`;
  const { house } = await houseWith({ run: ['sh', '-c', script] }, [
    { activity: 'runTestCommand', when: 'after', once: true, act: 'fail' },
  ]);
  const outcome = done(await house.restoreTest());
  expect(commandOf(outcome)).toMatchObject({ verdict: 'passed', output: '15' });
  expect(outcome.steps.find(({ name }) => name === 'sandbox')).toMatchObject({ attempts: 2 });
});

test('a cancelled run ends its command, and leaves nothing behind', async () => {
  const { house } = await houseWith({ run: ['sleep', '4713'] });
  const run = await house.start('restore-test');
  await vi.waitFor(() => expect(processesNaming('sleep 4713')).not.toEqual([]), { timeout: 60_000 });
  await run.cancel();
  failed(await readResult(run), 'Cancelled');
  expect(processesNaming('sleep 4713')).toEqual([]);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});
