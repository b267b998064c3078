import { globSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readResult } from '../../src/client/runs/run-result.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { shared } from '../stack/ending.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING, processesNaming } from '../stack/leftovers.ts';
import { done, failed } from '../stack/outcomes.ts';

const READS = `
  psql -XAtc 'SELECT amount FROM sale; INSERT INTO sale VALUES (8)' && psql -XAtc 'SELECT sum(amount) FROM sale' "$DATABASE_URL"
  env | grep -c production; echo "$NODE_ENV $PWD" "$HOME"`;
const WRITES = `psql -qXAtc 'INSERT INTO sale VALUES (8)' && psql -XAtc 'SELECT sum(amount) FROM sale'`;

const COMMANDS = {
  reads: { run: ['sh', '-c', READS], env: { NODE_ENV: 'test' } },
  fails: { run: ['sh', '-c', 'echo "the key is $KEY"; echo "and more" >&2; exit 3'], env: { KEY: 'env:SMOKE_KEY' } },
  late: { run: ['sh', '-c', 'sleep 4711 & echo begun; wait'], timeLimit: '2s' },
  leaves: { run: ['sh', '-c', 'sleep 4712 & echo done'], timeLimit: '10m' },
  absent: { run: ['no-such-program'] },
  writes: { run: ['sh', '-c', WRITES] },
  sleeps: { run: ['sleep', '4713'] },
};

/** A house with a target for each command, all with one small table; the worker's own environment names production. */
const open = shared(async () => {
  const database = await makeDatabase(clusterOf(15));
  await database.sql(`CREATE TABLE sale AS SELECT 7 AS amount`);
  const targets = Object.entries(COMMANDS).map(([target, command]) => [target, { checks: { command } }]);
  const house = await openHouse(database, { targets: Object.fromEntries(targets) });
  await house.startWorker({
    env: {
      PGHOST: 'production',
      PGOPTIONS: '-c x.y=1',
      PGSERVICE: 'production',
      DATABASE_URL: 'postgres://production/db',
      SMOKE_KEY: 'planted-key',
    },
  });
  return house;
});

/** The house, with a backup of the target whose restore tests run a command. */
async function houseWith(target: keyof typeof COMMANDS): Promise<House> {
  const house = open();
  done(await house.backup({ target }));
  return house;
}

const commandOf = (outcome: { readonly checks?: readonly { readonly name: string }[] } | undefined) =>
  outcome?.checks?.find(({ name }) => name === 'test command');

test('finds the sandbox by libpq’s variables and by DATABASE_URL, and nothing of the worker’s environment (M5)', async () => {
  const house = await houseWith('reads');
  const outcome = done(await house.restoreTest({ target: 'reads' }));
  expect(commandOf(outcome)).toMatchObject({
    verdict: 'passed',
    output: expect.stringMatching(/^7\nINSERT 0 1\n15\n0\ntest (\S+\/home) \1$/),
  });
  expect(outcome.steps.find(({ name }) => name === 'command')).toMatchObject({ state: 'done', note: 'passed' });
  expect(readFileSync(String(outcome.evidence?.markdown), 'utf8')).toContain('INSERT 0 1');
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});

test('another exit status is a failed check, with the end of its output and without secrets', async () => {
  const house = await houseWith('fails');
  const { failure, outcome } = failed(await house.restoreTest({ target: 'fails' }), 'DataDiffers');
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
  const house = await houseWith('late');
  const { outcome } = failed(await house.restoreTest({ target: 'late' }), 'DataDiffers');
  expect(commandOf(outcome)).toMatchObject({
    found: 'no end in time',
    detail: 'sh was ended after 2.0 s, its time limit',
    output: 'begun',
  });
  expect(processesNaming('sleep 4711')).toEqual([]);
});

test('what a command leaves in the background ends with it', async () => {
  const house = await houseWith('leaves');
  expect(commandOf(done(await house.restoreTest({ target: 'leaves' })))).toMatchObject({
    verdict: 'passed',
    output: 'done',
  });
  expect(processesNaming('sleep 4712')).toEqual([]);
});

test('a program that is not there could not test anything: inconclusive, after all comparisons', async () => {
  const house = await houseWith('absent');
  const { failure, outcome } = failed(await house.restoreTest({ target: 'absent' }), 'Inconclusive');
  expect(failure.message).toMatch(/^test command: could not test: there is no program no-such-program on this host; /);
  expect(outcome?.checks).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'table public.sale', verdict: 'passed' })]),
  );
});

test('a command whose answer was lost runs again in a sandbox of its own, since the first one may be written to', async () => {
  const house = await houseWith('writes');
  house.plant({ activity: 'runTestCommand', when: 'after', once: true, act: 'fail' });
  onTestFinished(() => house.plant());
  const outcome = done(await house.restoreTest({ target: 'writes' }));
  expect(commandOf(outcome)).toMatchObject({ verdict: 'passed', output: '15' });
  expect(outcome.steps.find(({ name }) => name === 'sandbox')).toMatchObject({ attempts: 2 });
});

test('a cancelled run ends its command, and leaves nothing behind', async () => {
  const house = await houseWith('sleeps');
  const run = await house.start('restore-test', { target: 'sleeps' });
  await vi.waitFor(() => expect(processesNaming('sleep 4713')).not.toEqual([]), { timeout: 60_000 });
  await run.cancel();
  failed(await readResult(run), 'Cancelled');
  expect(processesNaming('sleep 4713')).toEqual([]);
  expect(leftoversOf(house.folder)).toEqual(NOTHING);
});
