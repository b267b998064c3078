import type { BackupUnderEvidence } from './evidence.ts';
import type { SealedManifest } from './manifest.ts';
import type { RestoreTestPlan } from './plan.ts';

/** A backup that was chosen to be restored: the plan, and the facts about the backup that evidence shows. */
export interface Chosen {
  readonly plan: RestoreTestPlan;
  readonly manifest: Omit<SealedManifest, 'artifacts' | 'seal'>;
  readonly artifacts: readonly { readonly name: string; readonly sizeBytes: number; readonly sha256: string }[];
}

/** What evidence says about a chosen backup. */
export function backupUnderEvidence({ plan, manifest, artifacts }: Chosen): BackupUnderEvidence {
  return {
    backupId: plan.backupId,
    takenAt: plan.takenAt,
    chosen: plan.chosen,
    storedBytes: plan.storedBytes,
    databaseBytes: plan.databaseBytes,
    database: manifest.source.database,
    serverVersion: manifest.source.serverVersion,
    repositories: [{ name: plan.repository, place: plan.place }],
    artifacts,
    proof: manifest.proof,
    encryption: manifest.encryption,
  };
}
