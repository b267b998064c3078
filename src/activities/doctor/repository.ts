import { type Finding, findingsOf } from '../../domain/diagnosis.ts';
import { judgeLeftovers } from '../../domain/host-diagnosis.ts';
import { storedSizeBytes } from '../../domain/manifest.ts';
import type { Repository } from '../../domain/repositories.ts';
import { configuredPolicy, configuredRepository, configuredTarget } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { sweepRepository } from '../leftovers/repository-leftovers.ts';
import type { Job } from '../lib/job.ts';
import { readNewestManifest } from '../repository/catalogue.ts';
import { readDescription } from '../repository/description.ts';
import type { ObjectStore } from '../repository/object-store.ts';
import { openStore } from '../repository/open-store.ts';
import { diagnoseBucket } from './bucket.ts';
import { diagnoseDirectory } from './directory.ts';
import { examine } from './examine.ts';
import type { SourceState } from './source.ts';

const repository = findingsOf('repository');

/** What the other groups must know of what lies in the repositories. */
export interface BackupSizes {
  readonly storedBytes: number;
  readonly databaseBytes: number;
}

export interface DiagnosedRepositories {
  readonly findings: readonly Finding[];
  /** Of the newest backup in the primary repository, or as estimated from the source; absent where neither is known. */
  readonly sizes?: BackupSizes;
}

/** Where nothing is known yet: the part of a database's tables that compressed dumps usually are. */
const USUAL_RATIO = 0.35;

/** Examines every repository of a target, and takes back what it wrote to try it. Throws NotFound. */
export async function diagnoseRepositories(
  { target: name, source }: { readonly target: string; readonly source?: SourceState },
  { signal }: Job,
  deps: Deps,
): Promise<DiagnosedRepositories> {
  const target = configuredTarget(deps.configuration, name);
  const policy = configuredPolicy(deps.configuration, target.policy);
  const configured = policy.repositories.map(each => configuredRepository(deps.configuration, each));
  let sizes: BackupSizes | undefined;
  const contents: Finding[] = [];
  for (const each of configured) {
    signal.throwIfAborted();
    const found = await diagnoseContents(each, name, deps);
    contents.push(...found.findings);
    sizes ??= found.sizes;
  }
  if (sizes === undefined && source?.tableBytes !== undefined) {
    const { tableBytes } = source;
    sizes = { storedBytes: Math.round(tableBytes * USUAL_RATIO), databaseBytes: tableBytes };
  }
  const places: Finding[] = [];
  for (const each of configured) {
    signal.throwIfAborted();
    places.push(...(await diagnosePlace(each, name, { source, sizes }, deps)));
  }
  return { findings: [...places, ...contents], ...(sizes === undefined ? {} : { sizes }) };
}

function diagnosePlace(
  each: Repository,
  target: string,
  known: { readonly source?: SourceState; readonly sizes?: BackupSizes },
  deps: Deps,
): Promise<readonly Finding[]> {
  return each.kind === 'directory'
    ? examine('repository', `${each.name}: folder`, () =>
        diagnoseDirectory(each, target, known.sizes?.storedBytes, known.source?.dataFolder),
      )
    : diagnoseBucket(each, target, deps.readSecret);
}

/** What a repository says of itself, its newest backup of the target, and what dead runs have left. */
async function diagnoseContents(each: Repository, target: string, deps: Deps): Promise<DiagnosedRepositories> {
  let sizes: BackupSizes | undefined;
  const label = `${each.name}: backups`;
  const findings = await examine('repository', label, async () => {
    const store = openStore(each, deps.readSecret);
    const description = await readDescription(store);
    if (description === undefined) return repository.ok(label, 'none yet: the first backup makes the repository');
    const newest = await readNewestManifest(store, target);
    if (newest !== undefined)
      sizes = { storedBytes: storedSizeBytes(newest), databaseBytes: newest.source.databaseSizeBytes };
    const words = newest === undefined ? `none of ${target} yet` : `the newest of ${target} is ${newest.backupId}`;
    const leftovers = await sweepRepository(untouched(store), target, deps.askRun, Date.now());
    return [
      repository.ok(label, `format ${description.format}, ${words}`),
      judgeLeftovers('repository', `${each.name}: leftovers`, leftovers),
    ];
  });
  return { findings, ...(sizes === undefined ? {} : { sizes }) };
}

/** A store from which nothing goes away, so that a sweep only counts. */
function untouched(store: ObjectStore): ObjectStore {
  return { ...store, remove: async () => undefined, abortUpload: async () => undefined };
}
