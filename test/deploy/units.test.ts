import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FAILURES } from '../../src/domain/failures.ts';
import { PROJECT } from '../docs/documented.ts';

const UNITS = globSync('deploy/*.service', { cwd: PROJECT });

/** The settings of a unit, without comments. */
function settingsOf(unit: string): ReadonlyMap<string, string> {
  const lines = readFileSync(join(PROJECT, unit), 'utf8').split('\n');
  return new Map(
    lines.flatMap(line => (/^\w+=/.test(line) ? [[line.split('=', 1).join(), line.slice(line.indexOf('=') + 1)]] : [])),
  );
}

/** What a restore test's namespaces, mounts and /proc do not survive, and what Node does not. */
const BREAKING = [
  'RestrictNamespaces',
  'SystemCallFilter',
  'ProtectKernelTunables',
  'ProtectKernelLogs',
  'MemoryDenyWriteExecute',
];

test('there is a unit for the one-machine form and one for a worker', () => {
  expect(UNITS.toSorted()).toEqual(['deploy/firedrill-worker.service', 'deploy/firedrill.service']);
});

test.each(UNITS)('%s starts a program of the package, as an ordinary user', unit => {
  const settings = settingsOf(unit);
  const [, path = ''] = /\/firedrill\/dist\/(\S+)\.js/.exec(settings.get('ExecStart') ?? '') ?? [];
  expect(existsSync(join(PROJECT, 'src', `${path}.ts`))).toBe(true);
  expect(settings.get('User')).toBe('firedrill');
  expect(settings.get('CapabilityBoundingSet')).toBe('');
});

test.each(UNITS)('%s sets nothing that keeps a sandbox from being isolated, and says so', unit => {
  const settings = settingsOf(unit);
  const text = readFileSync(join(PROJECT, unit), 'utf8');
  for (const setting of BREAKING) {
    expect(settings.has(setting)).toBe(false);
    expect(text).toMatch(new RegExp(`^#.*${setting}=`, 'm'));
  }
});

test.each(UNITS)('%s is not started again after a failure that a person must mend', unit => {
  const codes = (settingsOf(unit).get('RestartPreventExitStatus') ?? '').split(' ').map(Number);
  expect(codes).toEqual(
    expect.arrayContaining([FAILURES.ConfigurationInvalid.exitCode, FAILURES.SecretUnavailable.exitCode]),
  );
  expect(codes).not.toContain(FAILURES.TemporalUnreachable.exitCode);
});
