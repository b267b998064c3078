import type { Finding } from '../../src/domain/diagnosis.ts';
import type { House } from './firedrill.ts';

/** What `firedrill doctor --json` said. */
export interface Told {
  readonly exitCode: number | undefined;
  readonly findings: readonly (Finding & { readonly target: string | null })[];
  readonly workers: readonly { readonly target: string; readonly host: string; readonly swept?: number }[];
  readonly error?: { readonly kind: string; readonly hint?: string };
  /** The only finding of a group with a label. */
  readonly finding: (group: Finding['group'], label: string) => Finding;
}

/** Runs `firedrill doctor` in a house. */
export async function runDoctor(house: House, ...args: readonly string[]): Promise<Told> {
  const { exitCode, document } = await house.cli('doctor', ...args);
  const { findings, workers }: Pick<Told, 'findings' | 'workers'> = document.data;
  return {
    exitCode,
    findings,
    workers,
    error: document.error,
    finding: (group, label) => {
      const [found, another] = findings.filter(finding => finding.group === group && finding.label === label);
      if (found === undefined || another !== undefined)
        throw new TypeError(`not one finding "${label}": ${JSON.stringify(findings, null, 1)}`);
      return found;
    },
  };
}
