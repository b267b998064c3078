import { formatBeyond, formatDuration } from './durations.ts';
import type { Objectives } from './policies.ts';
import type { Check } from './verdicts.ts';

/** What a restore test measured, in milliseconds. */
export interface Measured {
  /** From the first fetched byte to a restored database with planner statistics. */
  readonly rtoMs: number;
  /** From the snapshot of the newest backup to the start of the test: what a disaster at that moment would have lost. */
  readonly rpoMs: number;
}

/** Holds what was measured against the policy's objectives. An objective that was not given makes no check. */
export function judgeObjectives(objectives: Objectives, measured: Measured): readonly Check[] {
  return [
    ...judge('rto', 'recovery time', objectives.rtoMs, measured.rtoMs),
    ...judge('rpo', 'recovery point', objectives.rpoMs, measured.rpoMs),
  ];
}

function judge(name: string, label: string, objectiveMs: number | undefined, measuredMs: number): readonly Check[] {
  if (objectiveMs === undefined) return [];
  const met = measuredMs <= objectiveMs;
  const found = met ? formatDuration(measuredMs) : formatBeyond(measuredMs, objectiveMs);
  const words = `${label} ${found}, objective ${formatDuration(objectiveMs)}`;
  return [
    {
      name,
      about: 'objective',
      required: false,
      verdict: met ? 'passed' : 'failed',
      expected: { atMostMs: objectiveMs },
      found: { durationMs: measuredMs },
      source: 'objective of the policy',
      detail: words,
    },
  ];
}
