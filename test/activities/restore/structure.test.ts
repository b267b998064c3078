import { expect, test } from 'vitest';
import type { Deps } from '../../../src/activities/deps.ts';
import { compareDestination } from '../../../src/activities/restore/structure.ts';
import type { PostgresPrograms } from '../../../src/tools/postgres.ts';

const job = { signal: AbortSignal.timeout(10_000), attempt: 1, report: () => undefined };

const compare = (found: readonly Partial<PostgresPrograms>[], sandbox: object) => {
  const restored = { plan: { sandbox: 'mine', destination: { serverMajor: 18, serverVersion: '18.4' } } };
  const deps = { findPostgres: async () => found, configuration: { sandboxes: [{ name: 'mine', ...sandbox }] } };
  return compareDestination(
    restored as unknown as Parameters<typeof compareDestination>[0],
    job,
    deps as unknown as Deps,
  );
};

test.each([
  ['no programs', []],
  ['a server of another major', [{ major: 15, hasServer: true }]],
  ['the clients alone', [{ major: 18, hasServer: false }]],
])('a host with %s skips the comparison of the structure, and says why', async (_, found) => {
  expect(await compare(found, { kind: 'local' })).toEqual([
    expect.objectContaining({ verdict: 'skipped', required: false, detail: expect.stringContaining('18.4') }),
  ]);
});

test('no reference is made on a server of others', async () => {
  expect(await compare([{ major: 18, hasServer: true }], { kind: 'server' })).toEqual([
    expect.objectContaining({ verdict: 'skipped', detail: expect.stringContaining('no throwaway cluster') }),
  ]);
});
