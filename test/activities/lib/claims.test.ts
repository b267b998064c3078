import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Claim, openClaims } from '../../../src/activities/lib/claims.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { claimByDeadProcess } from './dead-claims.ts';

const ORIGIN = '127.0.0.1:7233/default';
const TOKEN = Buffer.from('a task').toString('base64');

/** The claim of a process that died, changed, in a state folder of its own. */
async function changedClaim(change: Partial<Claim>) {
  const state = temporaryFolder();
  const [file = ''] = await claimByDeadProcess(state, ORIGIN, [TOKEN]);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
  return { state, file };
}

test('finds the claim of a process that died, with its task', async () => {
  const state = temporaryFolder();
  await claimByDeadProcess(state, ORIGIN, [TOKEN]);
  expect(openClaims(state, ORIGIN).takeDead()).toEqual([expect.objectContaining({ taskToken: TOKEN, origin: ORIGIN })]);
});

test('gives a claim out once', async () => {
  const state = temporaryFolder();
  await claimByDeadProcess(state, ORIGIN, [TOKEN]);
  const one = openClaims(state, ORIGIN);
  const other = openClaims(state, ORIGIN);
  expect([...one.takeDead(), ...other.takeDead(), ...one.takeDead()]).toHaveLength(1);
});

test('leaves the claims of living processes alone', () => {
  const state = temporaryFolder();
  openClaims(state, ORIGIN).hold(TOKEN);
  expect(openClaims(state, ORIGIN).takeDead()).toEqual([]);
  expect(readdirSync(join(state, 'claims'))).toHaveLength(1);
});

test('does not take a process that was given the same id for the one that died', async () => {
  const { state } = await changedClaim({ pid: process.pid });
  expect(openClaims(state, ORIGIN).takeDead()).toHaveLength(1);
});

test.each([
  ['of another container', { pidNamespace: 'pid:[1]' }],
  ['for tasks of another server', { origin: '10.0.0.1:7233/default' }],
  ['for tasks of another namespace', { origin: '127.0.0.1:7233/other' }],
])('leaves alone a claim %s', async (_, change) => {
  const { state, file } = await changedClaim(change);
  expect(openClaims(state, ORIGIN).takeDead()).toEqual([]);
  expect(statSync(file).isFile()).toBe(true);
});

test.each(['', '{"pid":', '{"pid":1}', 'null'])('passes over a file that is no claim, or not yet: %j', text => {
  const state = temporaryFolder();
  const claims = openClaims(state, ORIGIN);
  writeFileSync(join(state, 'claims', 'written-at-this-moment.json'), text);
  expect(claims.takeDead()).toEqual([]);
});

test('takes its own note back when it is released, and may do so twice', () => {
  const state = temporaryFolder();
  const claims = openClaims(state, ORIGIN);
  const release = claims.hold(TOKEN);
  claims.hold('b3RoZXI=');
  release();
  release();
  expect(readdirSync(join(state, 'claims'))).toHaveLength(1);
});

test('keeps claims from the eyes of others', () => {
  const state = temporaryFolder();
  openClaims(state, ORIGIN).hold(TOKEN);
  const [name = ''] = readdirSync(join(state, 'claims'));
  expect(statSync(join(state, 'claims')).mode & 0o777).toBe(0o700);
  expect(statSync(join(state, 'claims', name)).mode & 0o777).toBe(0o600);
});
