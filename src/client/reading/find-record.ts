import { listRecordKeys } from '../../activities/evidence/earlier.ts';
import { evidenceKey } from '../../activities/repository/layout.ts';
import { openStore } from '../../activities/repository/open-store.ts';
import type { Configuration } from '../../config/configuration.ts';
import { secretReader } from '../../config/references.ts';
import { Failure } from '../../domain/failures.ts';
import type { Repository } from '../../domain/repositories.ts';
import { parseLockId, parseRunId } from '../../domain/runs.ts';
import { chooseTarget, policyOf, repositoriesOf } from '../targets.ts';

/** One form of a run's record, and the repository it was found in. */
export interface FoundRecord {
  readonly repository: Repository;
  readonly runId: string;
  readonly text: string;
}

/**
 * Looks for a form of the record of a run: the one with this id, or the newest of `restore-test:orders`. Undefined where no
 * repository of the target's policy has it.
 * @throws Failure UsageInvalid for a text that names no run, NotFound for an unknown target, RepositoryUnreachable
 */
export async function findRecord(
  configuration: Configuration,
  run: string,
  form: Parameters<typeof evidenceKey>[1],
): Promise<FoundRecord | undefined> {
  const named = parseRunId(run) ?? parseLockId(run);
  if (named === undefined)
    throw new Failure('UsageInvalid', `"${run}" names no run`, {
      hint: 'write restore-test:TARGET, or a run id as firedrill runs shows it',
    });
  const policy = policyOf(configuration, chooseTarget(configuration, named.target));
  for (const repository of repositoriesOf(configuration, policy)) {
    const store = openStore(repository, secretReader(process.env, configuration.secretDefaults));
    const newest = (await listRecordKeys(store, named.kind, named.target)).at(-1);
    const runId = parseRunId(run) === undefined ? newest?.slice(newest.lastIndexOf('/') + 1, -'.json'.length) : run;
    const stored = runId === undefined ? undefined : await store.get(evidenceKey(runId, form));
    if (stored !== undefined && runId !== undefined) return { repository, runId, text: stored.toString('utf8') };
  }
  return undefined;
}
