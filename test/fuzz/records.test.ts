import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type ChainLink, readLastLink } from '../../src/activities/evidence/chain.ts';
import { readEarlier } from '../../src/activities/evidence/earlier.ts';
import { decodeClaim } from '../../src/activities/leftovers/claim-file.ts';
import { openClaims } from '../../src/activities/lib/claims.ts';
import { directoryStore } from '../../src/activities/repository/directory/directory-store.ts';
import { encodeJson } from '../../src/activities/repository/json-object.ts';
import { evidenceKey } from '../../src/activities/repository/layout.ts';
import { readServerState, testFolder } from '../../src/activities/sandbox/folder.ts';
import { Failure } from '../../src/domain/failures.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { tryCases } from './cases.ts';
import { mutateJson } from './json-mutations.ts';
import { mutateBytes } from './mutations.ts';
import type { Chances } from './random.ts';

/** Writes a value into a file below a new folder, wrong in its bytes or in its values. */
function damaged(path: string, value: unknown) {
  const folder = temporaryFolder();
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  const write = (chances: Chances) =>
    writeFileSync(
      file,
      chances.below(2) === 0 ? mutateBytes(encodeJson(value), chances) : encodeJson(mutateJson(value, chances)),
    );
  return { folder, write };
}

test('a damaged link of the chain is its own place, or makes the repository unusable', async () => {
  const link: ChainLink = { sequence: 1, runId: '20261121T020000Z-backup-shop-89abcdef', sha256: 'a'.repeat(64) };
  const { folder, write } = damaged('evidence/chain/000000001.json', link);
  const store = directoryStore(folder);
  await tryCases(500, async chances => {
    write(chances);
    const found = await readLastLink(store).catch((error: unknown) => error);
    if (found instanceof Failure) expect(found.kind).toBe('RepositoryUnusable');
    else expect(found).toMatchObject({ sequence: 1 });
  });
});

test('a damaged record of an earlier test is left out, or has numbers', async () => {
  const runId = '20261120T020000Z-restore-test-shop-89abcdef';
  const record = { run: { runId, startedAt: '2026-11-20' }, verdict: 'passed', measured: { rtoMs: 61_000, rpoMs: 0 } };
  const { folder, write } = damaged(evidenceKey(runId, 'json'), record);
  const store = directoryStore(folder);
  await tryCases(1_000, async chances => {
    write(chances);
    for (const { rtoMs, rpoMs } of await readEarlier(store, 'shop', 'this run')) {
      expect([rtoMs, rpoMs].every(Number.isFinite)).toBe(true);
    }
  });
});

test('a damaged claim on leftovers names a run by texts, or nobody', async () => {
  const claim = { format: 1, runId: 'r', workflowId: 'backup:shop', firstExecutionRunId: 'f', startedAt: 's' };
  await tryCases(4_000, chances => {
    const found = decodeClaim(mutateBytes(encodeJson(mutateJson(claim, chances)), chances));
    if (found === undefined) return;
    expect(Object.values(found).map(value => typeof value)).toEqual(['number', ...Array(4).fill('string')]);
  });
});

test('a damaged claim on a task is a dead process of this host, or stays', async () => {
  const folder = temporaryFolder();
  const claims = openClaims(folder, 'here');
  const file = join(folder, 'claims', 'x.json');
  const claim = { pid: 99_999_999, born: '1', pidNamespace: 'pid:[4026531836]', origin: 'here', taskToken: 'AAAA' };
  await tryCases(1_500, chances => {
    writeFileSync(file, mutateBytes(encodeJson(mutateJson(claim, chances)), chances));
    for (const { origin, pid } of claims.takeDead()) expect([origin, Number.isInteger(pid)]).toEqual(['here', true]);
  });
});

test('a damaged note of a sandbox is a server, or the sandbox is lost', async () => {
  const server = {
    ...{ pid: 1_234, born: '99', major: 16, version: '16.9', programs: '/usr/bin' },
    ...{ superuser: 'postgres', database: 'shop', begun: ['restore'] },
  };
  const { folder, write } = damaged('server.json', server);
  await tryCases(800, async chances => {
    write(chances);
    const found = await readServerState(testFolder(folder)).catch((error: unknown) => error);
    if (found instanceof Failure) expect(found.kind).toBe('SandboxLost');
    else expect(found).toMatchObject({ pid: expect.any(Number), born: expect.any(String) });
  });
});
