import { count } from '../../domain/counting.ts';
import { Failure } from '../../domain/failures.ts';
import { storedSizeBytes } from '../../domain/manifest.ts';
import type { StartVerify } from '../../domain/outcomes.ts';
import type { VerifyPlan } from '../../domain/plan.ts';
import { describeScope, parseReadingScope, type ReadingScope } from '../../domain/reading-scope.ts';
import { dueForReading, orderForReading } from '../../domain/readings.ts';
import { describeRepository } from '../../domain/repositories.ts';
import type { BackupId, RunIdentity } from '../../domain/runs.ts';
import { formatVerifySelection, parseVerifySelection, type VerifySelection } from '../../domain/selection.ts';
import { configuredPolicy, configuredRepository, configuredTarget } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { pickBackup } from '../evidence/backup-choice.ts';
import { digestOf } from '../lib/digest.ts';
import { listBackupIds, readManifestIfWhole } from '../repository/catalogue.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { openStore } from '../repository/open-store.ts';
import { readReadings } from '../repository/readings.ts';

/** What a verification is asked for. */
export interface ChooseForVerifyInput extends Omit<StartVerify, 'target' | 'requestedBy' | 'reason'> {
  readonly run: RunIdentity;
}

/** Backups that one run looks at: a history has an end. */
const MOST_BACKUPS = 300;

/**
 * Decides which backups are verified, in which order, and whether they are read. Where the environment alone is the
 * configuration they always are.
 * @throws Failure NotFound where there is none, UsageInvalid
 */
export async function chooseForVerify(input: ChooseForVerifyInput, deps: Deps): Promise<VerifyPlan> {
  const { run, repository } = input;
  const scope = parseReadingScope(input);
  const selection = parseVerifySelection(scope && input.newest === undefined ? { ...input, all: true } : input);
  const target = configuredTarget(deps.configuration, run.target);
  const policy = configuredPolicy(deps.configuration, target.policy);
  const place = configuredRepository(deps.configuration, repository ?? policy.repositories[0] ?? '');
  const store = openStore(place, deps.readSecret);
  const read = input.read === true || scope !== undefined || deps.configuration.file === undefined;
  const ids = await listBackupIds(store, target.name);
  const ordered = await select(store, target.name, ids, selection, read, scope?.unreadForMs);
  const affordable = await afford(store, target.name, ordered, scope);
  const backups = affordable.slice(0, MOST_BACKUPS);
  const left = ordered.length - backups.length;
  if (left > 0 && !read) {
    throw new Failure('UsageInvalid', `there are ${ordered.length} backups, and one run verifies ${MOST_BACKUPS}`, {
      hint: `verify --newest ${MOST_BACKUPS}; verify --all --read goes on, run by run, with those not read for longest`,
    });
  }
  return {
    kind: 'verify',
    run,
    target: target.name,
    backups,
    chosen: `${formatVerifySelection(selection)} of ${ids.length} in ${describeRepository(place)}${scope === undefined ? '' : `, ${describeScope(input)}`}`,
    read,
    ...(scope?.budget?.kind === 'time' && { budgetMs: scope.budget.ms }),
    ...(left > 0 && { left }),
    repository: place.name,
    place: describeRepository(place),
    otherCopies: policy.repositories.filter(name => name !== place.name),
    policy: policy.name,
    policyDigest: digestOf(policy),
    objectives: policy.objectives,
    tools: { firedrill: deps.version },
    warnings:
      left > 0 && scope?.budget === undefined
        ? [
            `${count(left, 'more backup')} ${left === 1 ? 'was' : 'were'} not read: the next verify --all --read begins with those not read for longest`,
          ]
        : [],
    hasSearchAttributes: deps.hasSearchAttributes,
  };
}

/** The backups in the order of their turn: the newest first, or, to be read, those not read for longest; of these only what is due. */
async function select(
  store: ObjectStore,
  target: string,
  ids: readonly BackupId[],
  selection: VerifySelection,
  read: boolean,
  unreadForMs: number | undefined,
): Promise<readonly BackupId[]> {
  if (selection.kind === 'one') return [await pickBackup(store, target, ids, selection.choice)];
  const newestFirst = ids.toSorted().toReversed();
  const wanted = selection.kind === 'all' ? newestFirst : newestFirst.slice(0, selection.count);
  if (wanted.length === 0) await pickBackup(store, target, ids, { kind: 'latest' });
  if (!read) return wanted;
  const readings = await readReadings(store, target);
  const ordered = orderForReading(wanted, readings);
  return unreadForMs === undefined ? ordered : dueForReading(ordered, readings, Date.now() - unreadForMs);
}

/** Those that a budget of bytes allows, in their order. One whose manifest cannot be read costs nothing. */
async function afford(
  store: ObjectStore,
  target: string,
  ordered: readonly BackupId[],
  scope: ReadingScope | undefined,
): Promise<readonly BackupId[]> {
  if (scope?.budget?.kind !== 'bytes') return ordered;
  let leftBytes = scope.budget.bytes;
  const affordable: BackupId[] = [];
  for (const backupId of ordered.slice(0, MOST_BACKUPS)) {
    const manifest = await readManifestIfWhole(store, target, backupId);
    leftBytes -= manifest === undefined ? 0 : storedSizeBytes(manifest);
    if (leftBytes < 0 && affordable.length > 0) break;
    affordable.push(backupId);
  }
  return affordable;
}
