import type { CompletedCopy } from '../../domain/copies.ts';
import { FAILURES, Failure } from '../../domain/failures.ts';
import type { Artifact } from '../../domain/manifest.ts';
import type { BackupPlan } from '../../domain/plan.ts';
import type { BackupId } from '../../domain/runs.ts';
import { configuredPolicy } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { forgetMeantCopies, type KnownCopies, readKnownCopies } from '../repository/meant-copies.ts';
import { copyBackup } from './copy.ts';
import { type Destination, destinations, repeatsOf } from './stores.ts';

/** What became of the copies that repositories lacked. */
export interface CompletedCopies {
  readonly copied: readonly CompletedCopy[];
  /** How many requests had to be made again. */
  readonly repeats: number;
  /** Earlier backups whose only copy cannot be read. */
  readonly warnings: readonly string[];
}

/** A copy that a repository was meant to have and lacks. */
interface Lack {
  readonly backupId: BackupId;
  readonly from: Destination;
  readonly to: Destination;
}

interface Problem extends Lack {
  readonly failure: Failure;
}

/**
 * Copies every backup of the target that a repository of the plan was meant to have and lacks, from one that has it: that of this
 * run and those of earlier ones, the oldest first. One that fails does not keep the others from being copied.
 * @throws the failure of a copy that is still lacking. An earlier backup whose only copy is damaged is a warning: no later run mends it.
 */
export async function completeCopies(
  { plan }: { readonly plan: BackupPlan },
  job: Job,
  deps: Deps,
): Promise<CompletedCopies> {
  const { keys } = configuredPolicy(deps.configuration, plan.policy);
  const all = destinations(plan, deps);
  const known = await readAll(all, plan.target);
  const copied: CompletedCopy[] = [];
  const problems: Problem[] = [];
  let doneBytes = 0;
  let repeats = 0;
  const onRepeat = () => {
    repeats += 1;
  };
  for (const lack of findLacking(known)) {
    const { backupId, from, to } = lack;
    const unreadable = known.find(({ destination }) => destination === to)?.failure;
    try {
      if (unreadable !== undefined) throw unreadable;
      const order = { run: plan.run, target: plan.target, backupId, from: from.store, to: to.store };
      const sent = (sentBytes: number, { name }: Artifact) => {
        doneBytes += sentBytes;
        job.report({ step: 'copies', doneBytes, item: `${name} of ${backupId} to ${to.name}` });
      };
      const sizeBytes = await copyBackup(order, keys, job.signal, sent, onRepeat);
      copied.push({ backupId, repository: to.name, sizeBytes });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push({ ...lack, failure: error });
    }
  }
  await forgetComplete(known, problems, plan);
  return { copied, repeats: repeats + repeatsOf(all), warnings: warningsOf(problems, plan) };
}

/** A repository, and what it knows of copies or why it does not tell. */
interface Known {
  readonly destination: Destination;
  readonly copies?: KnownCopies;
  readonly failure?: Failure;
}

async function readAll(all: readonly Destination[], target: string): Promise<readonly Known[]> {
  const known: Known[] = [];
  for (const destination of all) {
    try {
      known.push({ destination, copies: await readKnownCopies(destination.store, target) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      known.push({ destination, failure: error });
    }
  }
  return known;
}

/** The oldest first. A repository that does not answer is taken to lack what it was meant to have. */
function findLacking(known: readonly Known[]): readonly Lack[] {
  const lacks = new Map<string, Lack>();
  for (const { destination: from, copies } of known) {
    for (const [backupId, names] of copies?.meant ?? []) {
      for (const { destination: to, copies: there } of known) {
        if (to === from || !names.includes(to.name) || there?.committed.has(backupId)) continue;
        const one = `${backupId} ${to.name}`;
        if (!lacks.has(one)) lacks.set(one, { backupId, from, to });
      }
    }
  }
  return [...lacks.values()].toSorted((a, b) => (a.backupId < b.backupId ? -1 : 1));
}

async function forgetComplete(known: readonly Known[], problems: readonly Problem[], plan: BackupPlan): Promise<void> {
  for (const { destination, copies } of known) {
    for (const backupId of copies?.meant.keys() ?? []) {
      if (problems.every(problem => problem.backupId !== backupId))
        await forgetMeantCopies(destination.store, plan.target, backupId);
    }
  }
}

/** Throws the first problem that a later attempt may mend, or that concerns the backup of this run. */
function warningsOf(problems: readonly Problem[], plan: BackupPlan): readonly string[] {
  const told = problems.map(({ backupId, to, failure }) => `${to.name} lacks ${backupId}: ${failure.message}`);
  const grave = problems.findIndex(
    ({ backupId, failure }) => backupId === plan.backupId || FAILURES[failure.kind].class !== 'finding',
  );
  const failure = problems[grave]?.failure;
  if (failure === undefined) return told;
  throw new Failure(failure.kind, told.join('; '), { hint: failure.hint, cause: failure });
}
