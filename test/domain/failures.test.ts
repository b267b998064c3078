import { expect, test } from 'vitest';
import { EXIT, FAILURES, Failure, type FailureKind, isFailureKind, isRetryable } from '../../src/domain/failures.ts';

const EXIT_CODES: { readonly [code: number]: readonly FailureKind[] } = {
  1: [
    'RightsMissing',
    'SpaceMissing',
    'WorkerLost',
    'SourceBusy',
    'DumpFailed',
    'SnapshotLost',
    'SnapshotTooOld',
    'ReplayConflict',
    'SpoolMissing',
    'StoredBytesDiffer',
    'SandboxLost',
    'Cancelled',
  ],
  2: ['ConfigurationInvalid', 'UsageInvalid', 'VersionUnsupported', 'RepositoryUnusable', 'DestinationUnusable'],
  4: ['DataDiffers', 'RestoreFailed', 'ArtifactMissing', 'ArtifactDamaged', 'ManifestDamaged'],
  5: ['ObjectiveMissed'],
  8: ['Inconclusive'],
  10: ['NotFound', 'DatabaseMissing'],
  11: ['TargetBusy'],
  12: ['SecretUnavailable', 'KeyMissing', 'KeyWrong', 'CredentialsRejected'],
  20: ['ToolMissing', 'SourceUnreachable', 'RepositoryUnreachable', 'TemporalUnreachable', 'WorkerMissing'],
  70: ['Bug'],
};

const facts = Object.entries(FAILURES);

test('gives every kind the exit code that is documented for it', () => {
  const found = Object.groupBy(facts, ([, { exitCode }]) => exitCode);
  const kinds = Object.entries(found).map(([code, alike]) => [code, alike?.map(([kind]) => kind).toSorted()]);
  const documented = Object.entries(EXIT_CODES).map(([code, alike]) => [code, alike.toSorted()]);
  expect(Object.fromEntries(kinds)).toEqual(Object.fromEntries(documented));
});

test('never gives a failure the exit code of an ending that is none', () => {
  const endings: readonly number[] = [EXIT.done, EXIT.warnings, EXIT.stale, EXIT.detached];
  expect(facts.filter(([, { exitCode }]) => endings.includes(exitCode))).toEqual([]);
});

test.each(facts)('%s says in one lower-case sentence without a final stop what happened', (_, { sentence }) => {
  expect(sentence).toMatch(/^(?:[a-z]|Temporal |Firedrill ).*[^.!?\s]$/);
});

test('tries again only what may heal by itself, never a fault of the user', () => {
  const retried = facts.filter(([kind]) => isFailureKind(kind) && isRetryable(kind));
  expect(retried.map(([kind]) => kind)).toEqual([
    'SourceUnreachable',
    'RepositoryUnreachable',
    'TemporalUnreachable',
    'WorkerMissing',
    'WorkerLost',
    'SourceBusy',
    'DumpFailed',
    'SnapshotLost',
    'ReplayConflict',
    'StoredBytesDiffer',
  ]);
  expect(new Set(retried.map(([, failure]) => failure.class))).toEqual(new Set(['service']));
});

test('calls exactly the kinds that speak of the backup itself findings', () => {
  const findings = facts.filter(([, failure]) => failure.class === 'finding').map(([kind]) => kind);
  expect(findings).toEqual([...(EXIT_CODES[4] ?? []), 'ObjectiveMissed', 'Inconclusive']);
});

test.each(['', 'keymissing', 'toString', '__proto__', null, undefined])('takes %j for no kind of failure', text => {
  expect(isFailureKind(text)).toBe(false);
});

test('carries kind, message, hint and cause', () => {
  const cause = new Error('ECONNREFUSED');
  const failure = new Failure('SourceUnreachable', 'db:5432 does not answer', { hint: 'is it running?', cause });
  expect({ ...failure, message: failure.message, cause: failure.cause }).toEqual({
    name: 'Failure',
    kind: 'SourceUnreachable',
    message: 'db:5432 does not answer',
    hint: 'is it running?',
    cause,
  });
});
