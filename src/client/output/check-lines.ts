import { formatObservation } from '../../domain/observations.ts';
import { formatSize } from '../../domain/sizes.ts';
import type { Check, Verdict } from '../../domain/verdicts.ts';
import type { VerifiedBackup } from '../../domain/verification.ts';
import { layOutColumns } from './columns.ts';
import type { Console } from './console.ts';

const STYLES: { readonly [verdict in Verdict]: 'green' | 'red' | 'yellow' | 'dim' } = {
  passed: 'green',
  failed: 'red',
  inconclusive: 'yellow',
  skipped: 'dim',
};

/** A verified backup: a line with its verdict, and one for each check. */
export function verificationLines(console: Console, backup: VerifiedBackup, repository: string): string {
  const { verdict, backupId, storedBytes, checks } = backup;
  const size = storedBytes === undefined ? '' : `${formatSize(storedBytes)} `;
  const head = `${console.style(STYLES[verdict], verdict)}  ${backupId}  ${size}in ${repository}`;
  return checks.length === 0 ? head : `${head}\n${checkLines(console, checks)}`;
}

/** One line per check: verdict, name, and what was found. */
export function checkLines(console: Console, checks: readonly Check[]): string {
  return layOutColumns(
    checks.map(check => [
      `  ${console.style(STYLES[check.verdict], check.verdict)}`,
      check.name,
      check.detail ?? formatObservation(check.found),
    ]),
  );
}
