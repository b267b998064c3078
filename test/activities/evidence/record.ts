import type { EvidenceRecord } from '../../../src/domain/evidence.ts';
import { identifyRun } from '../../../src/domain/runs.ts';
import type { Check } from '../../../src/domain/verdicts.ts';

const table = (name: string, rows: number): Check => ({
  name: `table public.${name}`,
  about: 'content',
  required: true,
  verdict: 'passed',
  expected: { rows, fingerprint: '5f1c8e0a7b3d2946:1c9f07a2e4' },
  found: { rows, fingerprint: '5f1c8e0a7b3d2946:1c9f07a2e4' },
  source: 'proof taken under the dump’s snapshot',
});

const minute = (count: number, second = 0) => new Date(Date.UTC(2026, 10, 21, 3, count, second)).toISOString();

/** The record of a restore test in which everything was as it should be. */
export const RESTORE_TEST: EvidenceRecord = {
  format: 1,
  sequence: 42,
  previous: { runId: '20261121T020000Z-backup-orders-7d1e0c44', sha256: 'c0ffee'.padEnd(64, '0') },
  run: identifyRun({
    kind: 'restore-test',
    target: 'orders',
    workflowId: 'restore-test:orders',
    firstExecutionRunId: '01982f3e-7a10-7c55-9a2b-0f1e2d3c4b5a',
    startedAt: minute(0),
  }),
  request: { by: 'ada@example.com', reason: 'quarterly restore test' },
  endedAt: minute(7, 12),
  verdict: 'passed',
  policy: { name: 'production', digest: 'd1ce'.padEnd(64, '7'), objectives: { rtoMs: 900_000, rpoMs: 86_400_000 } },
  backup: {
    backupId: '20261121T020000Z-logical-7d1e0c44',
    takenAt: '2026-11-21T02:00:03.512Z',
    chosen: 'the newest one',
    storedBytes: 261_412_338,
    databaseBytes: 1_463_220_991,
    database: 'orders',
    serverVersion: '16.14',
    repositories: [{ name: 'main', place: 's3://backups/orders' }],
    artifacts: [
      { name: 'main', sizeBytes: 261_000_000, sha256: 'a'.repeat(64) },
      { name: 'globals', sizeBytes: 4_120, sha256: 'b'.repeat(64) },
    ],
    proof: {
      recipe: 'firedrill-proof-1',
      mode: 'full',
      tables: 3,
      rows: 1_204_377,
      largeObjects: 0,
      sequences: 3,
      notProven: 1,
    },
    encryption: { algorithm: 'AES-256-GCM', keyId: 'k-2026-1' },
  },
  sandbox: {
    name: 'local',
    kind: 'local',
    serverVersion: '16.14',
    isolation: { level: 'full', facts: ['own user, network, process and mount namespace'] },
    settings: { fsync: 'on', max_wal_size: '4GB' },
    destroyed: true,
  },
  steps: [
    { name: 'choose', state: 'done', startedAt: minute(0), endedAt: minute(0, 1), attempts: 1, note: 'the newest one' },
    { name: 'fetch', state: 'done', startedAt: minute(0, 1), endedAt: minute(1), attempts: 2, note: '261 MB' },
    { name: 'restore', state: 'done', startedAt: minute(1), endedAt: minute(5, 30), attempts: 1, note: '1 passed' },
    { name: 'compare', state: 'done', startedAt: minute(5, 30), endedAt: minute(7), attempts: 1, note: '3 passed' },
    { name: 'destroy', state: 'done', startedAt: minute(7), endedAt: minute(7, 10), attempts: 1 },
    { name: 'record', state: 'running', startedAt: minute(7, 10) },
  ],
  checks: [
    table('customer', 59_118),
    table('invoice', 412_004),
    table('invoice_line', 733_255),
    {
      name: 'rto',
      about: 'objective',
      required: false,
      verdict: 'passed',
      expected: { atMostMs: 900_000 },
      found: { durationMs: 329_000 },
      source: 'objective of the policy',
      detail: 'recovery time 5 min 29 s, objective 15 min 00 s',
    },
    {
      name: 'rpo',
      about: 'objective',
      required: false,
      verdict: 'passed',
      expected: { atMostMs: 86_400_000 },
      found: { durationMs: 3_597_000 },
      source: 'objective of the policy',
      detail: 'recovery point 59 min 57 s, objective 1 d 0 h',
    },
  ],
  notChecked: [{ object: 'public.rates', reason: 'foreign table: its rows lie on another server' }],
  measured: { rtoMs: 329_000, rpoMs: 3_597_000 },
  earlier: [1, 2, 3].map(day => ({
    runId: `2026112${day}T030000Z-restore-test-orders-0000000${day}`,
    startedAt: `2026-11-1${day}T03:00:00.000Z`,
    rtoMs: 300_000 + day * 8_000,
    rpoMs: 3_600_000,
  })),
  tools: { pg_dump: '16.14', pg_restore: '16.14', zstd: '1.5.4' },
  hosts: ['worker-1'],
  warnings: ['the server’s certificate ends in 12 days'],
};
