import { formatDuration } from './durations.ts';
import type { BackupPlan, RestoreTestPlan } from './plan.ts';
import { describeRestorePlan, type RestoreOptions, type RestorePlan } from './restore-plan.ts';
import { formatSize } from './sizes.ts';

/** What a run is about to do, by its kind. */
export type Plan = BackupPlan | RestoreTestPlan | RestorePlan;

/** The run whose plan is asked for. */
export type PlanRequest =
  | { readonly kind: 'backup'; readonly target: string }
  | {
      readonly kind: 'restore-test';
      readonly target: string;
      readonly backup?: string;
      readonly repository?: string;
    }
  | {
      readonly kind: 'restore';
      readonly target: string;
      readonly backup?: string;
      readonly repository?: string;
      readonly into: string;
      readonly options: RestoreOptions;
    };

/** A plan for people, a label and a text each. `now` is RFC 3339. */
export function describePlan(plan: Plan, now: string): readonly (readonly [string, string])[] {
  switch (plan.kind) {
    case 'backup':
      return describeBackupPlan(plan);
    case 'restore-test':
      return describeTestPlan(plan, now);
    case 'restore':
      return describeRestorePlan(plan, now);
  }
}

function describeBackupPlan({ target, policy, proof, dump, repositories, places }: BackupPlan) {
  const copies = repositories.map((name, index) => `${name} (${places[index]})`);
  const { streams, compressionLevel, lockWaitMs, excludeTableData } = dump;
  return [
    ['target', target],
    ['policy', policy],
    ['proof', proof === 'off' ? 'none is taken (proof: off)' : proof],
    ['dump', `${streams} streams, zstd level ${compressionLevel}, waits ${formatDuration(lockWaitMs)} for a lock`],
    ...describeLimits(dump),
    ...(excludeTableData.length === 0 ? [] : [['without', `rows of ${excludeTableData.join(', ')}`] as const]),
    ['to', copies.join(', ')],
  ] as const;
}

/** What the policy does to spare the source; nothing where it leaves that open. */
function describeLimits({ maxSnapshotAgeMs, rateBytesPerSecond, connections, from }: BackupPlan['dump']) {
  const limits = [
    ...(from === undefined ? [] : [`from a ${from}`]),
    ...(rateBytesPerSecond === undefined ? [] : [`at most ${formatSize(rateBytesPerSecond)} a second`]),
    ...(connections === undefined ? [] : [`at most ${connections} connections`]),
    ...(maxSnapshotAgeMs === undefined ? [] : [`a snapshot of at most ${formatDuration(maxSnapshotAgeMs)}`]),
  ];
  return limits.length === 0 ? [] : [['source', limits.join(', ')] as const];
}

function describeTestPlan(plan: RestoreTestPlan, now: string) {
  const { backupId, chosen, takenAt, sandbox, serverMajor, storedBytes, databaseBytes, checks } = plan;
  const age = formatDuration(Date.parse(now) - Date.parse(takenAt));
  return [
    ['backup', `${backupId} (${chosen}), ${age} old`],
    ['sandbox', `${sandbox}, PostgreSQL ${serverMajor}`],
    ['size', `${formatSize(storedBytes)} to fetch, about ${formatSize(databaseBytes)} in the database`],
    ['checks', ['content', `indexes ${checks.indexes}`, ...checks.sql.map(({ name }) => name)].join(', ')],
  ] as const;
}
