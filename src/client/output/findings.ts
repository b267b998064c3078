import { DIAGNOSIS_GROUPS, type Finding, type FindingVerdict } from '../../domain/diagnosis.ts';
import { layOutColumns } from './columns.ts';
import type { Console } from './console.ts';

const STYLES: { readonly [verdict in FindingVerdict]: 'green' | 'yellow' | 'red' | 'dim' } = {
  ok: 'green',
  warning: 'yellow',
  failed: 'red',
  skipped: 'dim',
};

/** Findings by group, one line each; what is not ok has its hint on the next one. */
export function layOutFindings(findings: readonly Finding[], console: Console): string {
  const rows = findings.map(({ verdict, label, found }) => [
    `  ${console.style(STYLES[verdict], verdict)}`,
    label,
    found,
  ]);
  const lines = layOutColumns(rows).split('\n');
  return DIAGNOSIS_GROUPS.flatMap(group => {
    const own = findings.flatMap((finding, index) => {
      if (finding.group !== group) return [];
      const { verdict, hint } = finding;
      const help = verdict === 'ok' || hint === undefined ? [] : [`    ${console.style('cyan', 'hint:')} ${hint}`];
      return [lines[index] ?? '', ...help];
    });
    return own.length === 0 ? [] : [group, ...own];
  }).join('\n');
}
