import type { Chosen } from '../../domain/chosen-backup.ts';
import { Failure } from '../../domain/failures.ts';
import { storedSizeBytes } from '../../domain/manifest.ts';
import { describeRepository } from '../../domain/repositories.ts';
import type { BackupId, RunIdentity } from '../../domain/runs.ts';
import { formatBackupChoice, parseBackupChoice } from '../../domain/selection.ts';
import { configuredPolicy, configuredRepository, configuredTarget } from '../configured.ts';
import type { Deps, RepositoryDeps } from '../deps.ts';
import { pickBackup } from '../evidence/backup-choice.ts';
import { digestOf } from '../lib/digest.ts';
import { listBackupIds, readManifest, readNewestManifest } from '../repository/catalogue.ts';
import { openStore } from '../repository/open-store.ts';

/** What a restore test is asked for. */
export interface ChooseInput {
  readonly run: RunIdentity;
  readonly backup?: string;
  readonly repository?: string;
}

/**
 * Decides which backup is restored, and by which rules.
 * @throws Failure NotFound where there is none, ManifestDamaged, UsageInvalid
 */
export async function chooseForRestore(
  { run, backup, repository }: ChooseInput,
  deps: RepositoryDeps & Pick<Deps, 'hasSearchAttributes'>,
): Promise<Chosen> {
  const target = configuredTarget(deps.configuration, run.target);
  const policy = configuredPolicy(deps.configuration, target.policy);
  const place = configuredRepository(deps.configuration, repository ?? policy.repositories[0] ?? '');
  const store = openStore(place, deps.readSecret);
  const choice = parseBackupChoice(backup ?? 'latest');
  const ids = await listBackupIds(store, target.name);
  const backupId: BackupId = await pickBackup(store, target.name, ids, choice);
  const { seal: _, artifacts, ...manifest } = await readManifest(store, target.name, backupId);
  const newest = await readNewestManifest(store, target.name);
  if (newest === undefined)
    throw new Failure('ManifestDamaged', `no manifest of ${target.name} in ${store.description} can be read`);
  return {
    manifest,
    artifacts: artifacts.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256 })),
    plan: {
      kind: 'restore-test',
      run,
      target: target.name,
      backupId,
      chosen: `${formatBackupChoice(choice)} of ${ids.length} in ${describeRepository(place)}`,
      repository: place.name,
      place: describeRepository(place),
      policy: policy.name,
      policyDigest: digestOf(policy),
      objectives: policy.objectives,
      checks: policy.checks,
      sandbox: policy.sandbox,
      keepOnFailureMs: policy.keepOnFailureMs,
      takenAt: manifest.takenAt,
      newestTakenAt: newest.takenAt,
      serverMajor: manifest.source.serverMajor,
      storedBytes: storedSizeBytes({ artifacts }),
      databaseBytes: manifest.source.databaseSizeBytes,
      hasSearchAttributes: deps.hasSearchAttributes,
    },
  };
}
