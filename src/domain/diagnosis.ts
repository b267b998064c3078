import { EXIT, type FailureReport } from './failures.ts';

/** What `doctor` examines, in the order in which people read it. */
export const DIAGNOSIS_GROUPS = ['engine', 'host', 'source', 'repository', 'key', 'sandbox'] as const;

export type DiagnosisGroup = (typeof DIAGNOSIS_GROUPS)[number];

/** What could not be asked is `skipped`, never `ok`. */
export type FindingVerdict = 'ok' | 'warning' | 'failed' | 'skipped';

/** One examined fact of the surroundings of a target. Never holds secrets or row contents. */
export interface Finding {
  readonly group: DiagnosisGroup;
  /** What was examined, a few words. */
  readonly label: string;
  readonly verdict: FindingVerdict;
  /** What was found, lower case, without a final stop. */
  readonly found: string;
  /** The command or change that mends it. Absent where there is nothing to mend. */
  readonly hint?: string;
}

/** What a diagnosis is started with. */
export interface StartDiagnosis {
  readonly target: string;
  /** Whether leftovers of dead runs are removed before anything is examined. */
  readonly sweep?: boolean;
  /** Whether the source's own indexes are read, which may take long. */
  readonly indexes?: boolean;
}

/** What a worker found out about one target, as the workflow `doctor` ends. */
export interface Diagnosis {
  readonly target: string;
  /** Name of the machine that looked. */
  readonly host: string;
  readonly workerVersion: string;
  readonly findings: readonly Finding[];
  /** How many leftovers of dead runs were removed; absent where nobody asked for it. */
  readonly swept?: number;
}

/** The workflow id of a target's diagnosis. It holds nothing that a backup or a restore test needs. */
export function diagnosisId(target: string): string {
  return `doctor:${target}`;
}

/** Makes the findings of one group, so that each says only what is its own. */
export function findingsOf(group: DiagnosisGroup) {
  const make = (verdict: FindingVerdict) => (label: string, found: string, hint?: string) =>
    ({ group, label, verdict, found, ...(hint === undefined ? {} : { hint }) }) satisfies Finding;
  return { ok: make('ok'), warning: make('warning'), failed: make('failed'), skipped: make('skipped') };
}

/** The finding of an examination that ended with a failure. */
export function findingOfFailure(group: DiagnosisGroup, label: string, { message, hint }: FailureReport): Finding {
  return findingsOf(group).failed(label, message, hint);
}

/** Findings by group, in the order of the groups; within a group as they were made. */
export function inGroupOrder<F extends Finding>(findings: readonly F[]): readonly F[] {
  return DIAGNOSIS_GROUPS.flatMap(group => findings.filter(finding => finding.group === group));
}

/** 1 where something failed, 3 where something is to be warned of, else 0. What was skipped changes nothing. */
export function diagnosisExitCode(findings: readonly Pick<Finding, 'verdict'>[]): number {
  if (findings.some(({ verdict }) => verdict === 'failed')) return 1;
  return findings.some(({ verdict }) => verdict === 'warning') ? EXIT.warnings : EXIT.done;
}
