import type { Chosen } from '../../domain/chosen-backup.ts';
import type { PlannedExcerpt } from '../../domain/excerpt.ts';
import { describeProof } from '../../domain/proof-words.ts';
import { assertDestination, type RestoreOptions, type RestorePlan } from '../../domain/restore-plan.ts';
import type { RunIdentity } from '../../domain/runs.ts';
import { configuredRepository, configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { readEarlier } from '../evidence/earlier.ts';
import { digestOf } from '../lib/digest.ts';
import type { Job } from '../lib/job.ts';
import type { Connection } from '../postgres/connection.ts';
import { inSession } from '../postgres/in-session.ts';
import { openSession } from '../postgres/session.ts';
import { openStore } from '../repository/open-store.ts';
import { chooseForRestore } from '../restore-test/choose.ts';
import { inspectDestination, openMaintenance, resolveDestination } from './destination.ts';
import { chooseExcerpt, type ExcerptPlan, openExcerpt } from './excerpt.ts';
import { assertNeeds } from './excerpt-needs.ts';
import { spaceOfDestination, spaceToFetch } from './space.ts';

/** What a restore is asked for. */
export interface PlanRestoreInput {
  readonly run: RunIdentity;
  readonly into: string;
  readonly options: RestoreOptions;
  readonly backup?: string;
  readonly repository?: string;
}

/** A restore's plan, and what evidence says about the backup. */
export interface PlannedRestore {
  readonly plan: RestorePlan;
  readonly chosen: Chosen;
}

/**
 * Decides what a restore does, and looks at where. Changes nothing.
 * @throws Failure NotFound, DestinationUnusable, DatabaseMissing, VersionUnsupported, failures of connections and references
 */
export async function planRestore(input: PlanRestoreInput, job: Job, deps: Deps): Promise<PlannedRestore> {
  const { run, into, options } = input;
  const chosen = await chooseForRestore(input, deps);
  const candidates = resolveDestination(input, deps);
  const destination = await inspectDestination(candidates, run.runId);
  const { checks: _checks, newestTakenAt: _newest, ...shared } = chosen.plan;
  assertDestination(destination, shared.serverMajor, options);
  const excerpt = await planExcerptOf({ ...shared, run, options, destination }, candidates, job.signal, deps);
  const store = openStore(configuredRepository(deps.configuration, shared.repository), deps.readSecret);
  const earlier = await readEarlier(store, run.target, run.runId);
  const { database, systemIdentifier, place } = destination;
  const decided = {
    target: shared.target,
    backupId: shared.backupId,
    repository: shared.repository,
    into,
    place,
    database,
    systemIdentifier,
    options,
    excerpt: excerpt && { digest: excerpt.digest, used: excerpt.used },
  };
  return {
    chosen,
    plan: {
      ...shared,
      kind: 'restore',
      into,
      options,
      destination,
      excerpt,
      space: {
        fetched: await spaceToFetch(configuredSandbox(deps.configuration, shared.sandbox).directory, shared),
        database: {
          neededBytes: shared.databaseBytes,
          ...(await spaceOfDestination(candidates, destination.state, run.runId)),
        },
      },
      onSource: systemIdentifier === chosen.manifest.source.systemIdentifier,
      proof: describeProof(chosen.manifest.proof),
      lastRtoMs: earlier.at(-1)?.rtoMs,
      digest: digestOf(decided).slice(0, 16),
    },
  };
}

/**
 * What comes of the backup, where somebody asked for an excerpt of it.
 * @throws Failure DestinationUnusable, naming what is there already, or what the excerpt needs and the server lacks.
 */
async function planExcerptOf(
  plan: ExcerptPlan & Pick<RestorePlan, 'run' | 'options' | 'destination'>,
  candidates: readonly Connection[],
  signal: AbortSignal,
  deps: Deps,
): Promise<PlannedExcerpt | undefined> {
  const { run, options, destination } = plan;
  if (options.excerpt === undefined) return undefined;
  const opened = await openExcerpt(plan, options.excerpt, signal, deps);
  const { state, place } = destination;
  if (state === 'missing') {
    const excerpt = await chooseExcerpt(opened, undefined, true, place);
    await inSession(await openMaintenance(candidates, run.runId), session =>
      assertNeeds(session, excerpt, options.withGlobals, place),
    );
    return excerpt.planned;
  }
  return inSession(await openSession(candidates, run.runId), async session => {
    const excerpt = await chooseExcerpt(opened, session, state === 'empty', place);
    await assertNeeds(session, excerpt, options.withGlobals, place);
    return excerpt.planned;
  });
}
