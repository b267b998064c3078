import { condenseChecks } from '../../domain/condensation.ts';
import { Failure, type FailureKind } from '../../domain/failures.ts';
import { type SealedManifest, storedSizeBytes } from '../../domain/manifest.ts';
import type { VerifyPlan } from '../../domain/plan.ts';
import type { BackupId } from '../../domain/runs.ts';
import type { Check } from '../../domain/verdicts.ts';
import { judgeBackup, MANIFEST_CHECK, type VerifiedBackup } from '../../domain/verification.ts';
import { configuredPolicy, configuredRepository } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { type OpenedManifest, openManifest } from '../keys/sealed-manifest.ts';
import type { Job } from '../lib/job.ts';
import { zstdProgram } from '../postgres/dump-commands.ts';
import { chooseArchiveReader } from '../postgres/versions.ts';
import { artifactKey } from '../repository/layout.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { openStore } from '../repository/open-store.ts';
import { rememberReading } from '../repository/readings.ts';
import { type Aspect, checkHash, checkSize, notMade } from './artifact-checks.ts';
import { contentAspect } from './artifact-content.ts';
import { readArtifact } from './artifact-reading.ts';

/** One backup of a verification. */
export interface ExamineInput {
  readonly plan: VerifyPlan;
  /** Which one of the plan, from 0. */
  readonly index: number;
}

/** What keeps one backup from being verified, and says nothing about the others of a run. */
const OF_THIS_BACKUP: readonly FailureKind[] = ['KeyMissing', 'KeyWrong', 'NotFound', 'Inconclusive'];

/** Checks that all backups of a run carry together. */
const CARRIED = 600;

/**
 * Verifies one backup where it lies: its seal, the presence, size and hash of every artifact, and, where the plan says so, every
 * artifact by reading it to its end. A finding is a failed check, never an error. Writes nothing but the memory of a reading.
 * @throws the store's failures, ToolMissing
 */
export async function examineBackup({ plan, index }: ExamineInput, job: Job, deps: Deps): Promise<VerifiedBackup> {
  const backupId = plan.backups[index] as BackupId;
  const store = openStore(configuredRepository(deps.configuration, plan.repository), deps.readSecret);
  const checks: Check[] = [];
  const known: { manifest?: SealedManifest; isRead: boolean; repeats: number } = { isRead: false, repeats: 0 };
  const onRepeat = () => {
    known.repeats += 1;
  };
  let stopped: Failure | undefined;
  try {
    const { keys } = configuredPolicy(deps.configuration, plan.policy);
    const opened = await openManifest(store, plan.target, backupId, keys);
    known.manifest = opened.manifest;
    checks.push(manifestCheck());
    const place = plan.backups.length > 1 ? ` of ${backupId} (${index + 1} of ${plan.backups.length})` : '';
    checks.push(...(await examineArtifacts(store, plan, opened, place, onRepeat, job, deps)));
    known.isRead = plan.read;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.kind === 'ManifestDamaged') checks.push(manifestCheck(error.message));
    else if (OF_THIS_BACKUP.includes(error.kind)) stopped = error;
    else throw error;
  }
  const repeats = known.repeats + store.repeats();
  const { verdict, failure } = judgeBackup(checks, stopped && reportOf(stopped));
  const remembered = known.isRead && verdict !== 'inconclusive' ? await remember(store, plan, backupId, verdict) : {};
  return {
    backupId,
    verdict,
    ...(known.manifest && { takenAt: known.manifest.takenAt, storedBytes: storedSizeBytes(known.manifest) }),
    checks: condenseChecks(checks, Math.max(4, Math.floor(CARRIED / plan.backups.length))),
    ...(failure && { failure }),
    ...(repeats > 0 && { repeats }),
    warnings: [],
    ...remembered,
  };
}

async function examineArtifacts(
  store: ObjectStore,
  plan: VerifyPlan,
  opened: OpenedManifest,
  place: string,
  onRepeat: () => void,
  job: Job,
  deps: Deps,
): Promise<readonly Check[]> {
  const { manifest } = opened;
  const totalBytes = storedSizeBytes(manifest);
  const { signal } = job;
  const zstd = plan.read ? await zstdProgram() : '';
  const reader = plan.read ? chooseArchiveReader(await deps.findPostgres(), manifest) : undefined;
  const checks: Check[] = [];
  let doneBytes = 0;
  for (const artifact of manifest.artifacts) {
    signal.throwIfAborted();
    const onBytes = (sizeBytes: number) =>
      job.report({ step: 'verify', doneBytes: doneBytes + sizeBytes, totalBytes, item: `${artifact.name}${place}` });
    onBytes(0);
    const stored = { store, key: artifactKey(plan.target, manifest.backupId, artifact.object), artifact, onRepeat };
    const size = await checkSize(stored);
    checks.push(size);
    if (size.verdict !== 'passed') {
      const rest: readonly Aspect[] = plan.read
        ? ['hash', 'header', 'decrypt', 'decompress', contentAspect(artifact.role)]
        : ['hash'];
      checks.push(...rest.map(aspect => notMade(artifact, aspect, 'the size is wrong already')));
    } else if (plan.read) checks.push(...(await readArtifact(stored, { opened, zstd, reader, signal, onBytes })));
    else checks.push(await checkHash(stored, signal));
    doneBytes += artifact.sizeBytes;
  }
  return checks;
}

function manifestCheck(detail?: string): Check {
  return {
    name: MANIFEST_CHECK,
    about: 'content',
    required: true,
    verdict: detail === undefined ? 'passed' : 'failed',
    expected: 'as it was sealed',
    ...(detail === undefined ? { found: 'as it was sealed' } : { detail }),
    source: 'seal',
  };
}

/** A reading that cannot be remembered is still one: the credentials may be those of a reader. */
async function remember(
  store: ObjectStore,
  plan: VerifyPlan,
  backupId: BackupId,
  verdict: 'passed' | 'failed',
): Promise<Pick<VerifiedBackup, 'readAt'> & Partial<Pick<VerifiedBackup, 'warnings'>>> {
  const readAt = new Date().toISOString();
  const { target, run } = plan;
  try {
    await rememberReading(store, { format: 1, target, backupId, readAt, verdict, runId: run.runId });
    return { readAt };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { readAt, warnings: [`the reading of ${backupId} is not remembered: ${error.message}`] };
  }
}

function reportOf({ kind, message, hint }: Failure) {
  return { kind, message, hint };
}
