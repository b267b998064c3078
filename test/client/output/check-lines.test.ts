import { expect, test } from 'vitest';
import { verificationLines } from '../../../src/client/output/check-lines.ts';
import { openConsole } from '../../../src/client/output/console.ts';
import type { Check } from '../../../src/domain/verdicts.ts';

const console = openConsole({ json: false, quiet: false, verbose: false, color: false });
const base = { about: 'content', required: true } as const;
const checks: readonly Check[] = [
  { ...base, name: 'manifest', verdict: 'passed', found: 'as it was sealed' },
  { ...base, name: 'main hash', verdict: 'failed', found: '1 of 2', detail: 'damaged in part 2 of 2 (bytes 8 to 9)' },
  { ...base, name: 'main decompress', verdict: 'skipped', detail: 'decrypt failed' },
];

test('a verified backup is one line with its verdict, and one for each check', () => {
  const backup = { backupId: 'b-1', verdict: 'failed', storedBytes: 2_500, checks, warnings: [] } as const;
  expect(verificationLines(console, backup, 'main').split('\n')).toEqual([
    'failed  b-1  2.50 kB in main',
    '  passed   manifest         as it was sealed',
    '  failed   main hash        damaged in part 2 of 2 (bytes 8 to 9)',
    '  skipped  main decompress  decrypt failed',
  ]);
});

test('a backup of which nothing could be read is its line alone', () => {
  const backup = { backupId: 'b-1', verdict: 'inconclusive', checks: [], warnings: [] } as const;
  expect(verificationLines(console, backup, 'main')).toBe('inconclusive  b-1  in main');
});
