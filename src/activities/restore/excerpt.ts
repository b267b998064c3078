import { type ArchiveEntry, describeEntry, parseArchiveEntries } from '../../domain/archive-entries.ts';
import { type Closure, closeOver } from '../../domain/closure.ts';
import { type AskedExcerpt, type PlannedExcerpt, planExcerpt } from '../../domain/excerpt.ts';
import { Failure } from '../../domain/failures.ts';
import type { RestorePlan } from '../../domain/restore-plan.ts';
import { namesOfSome } from '../../domain/restore-plan.ts';
import type { SourceFacts } from '../../domain/source.ts';
import { configuredPolicy, configuredRepository } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { openManifest } from '../keys/sealed-manifest.ts';
import { digestOf } from '../lib/digest.ts';
import type { Session } from '../postgres/session.ts';
import { openStore } from '../repository/open-store.ts';
import { type ArchiveHead, readArchiveHead } from './archive-head.ts';
import { clearStored, onlyArtifact } from './clear-artifact.ts';
import { type ExcerptIds, findExcerpt } from './find-excerpt.ts';
import { readPresent } from './present.ts';
import { archivePrograms } from './programs.ts';

/** An excerpt of a backup, read from the beginning of its main archive in the repository. */
export interface OpenedExcerpt {
  readonly head: ArchiveHead;
  readonly entries: readonly ArchiveEntry[];
  readonly facts: SourceFacts;
  readonly ids: ExcerptIds;
}

/** An excerpt of which it is decided what comes with it. */
export interface ClosedExcerpt extends OpenedExcerpt {
  readonly planned: PlannedExcerpt;
  readonly closure: Closure;
  /** Everything of the archive that comes, in its order. */
  readonly members: readonly ArchiveEntry[];
}

/** What must be known of a plan to open its excerpt. */
export type ExcerptPlan = Pick<RestorePlan, 'target' | 'backupId' | 'repository' | 'policy'>;

/**
 * Reads what the main archive of a backup has of an excerpt: its table of contents only.
 * @throws Failure NotFound, UsageInvalid, ManifestDamaged, ArtifactDamaged, ToolMissing, failures of keys and stores
 */
export async function openExcerpt(
  plan: ExcerptPlan,
  excerpt: AskedExcerpt,
  signal: AbortSignal,
  deps: Deps,
): Promise<OpenedExcerpt> {
  const store = openStore(configuredRepository(deps.configuration, plan.repository), deps.readSecret);
  const { keys } = configuredPolicy(deps.configuration, plan.policy);
  const opened = await openManifest(store, plan.target, plan.backupId, keys);
  const { manifest } = opened;
  const described = clearStored(store, opened, onlyArtifact(manifest, 'source'), signal);
  const facts: SourceFacts = JSON.parse((await described.toArray()).join(''));
  const programs = archivePrograms(await deps.findPostgres(), manifest);
  const archive = clearStored(store, opened, onlyArtifact(manifest, 'archive'), signal);
  const head = await readArchiveHead(archive, programs.folder, signal);
  const entries = parseArchiveEntries(
    head.list,
    facts.roles.map(({ name }) => name),
  );
  return { head, entries, facts, ids: await findExcerpt(excerpt, entries, head) };
}

/** The same for a plan: what it found at the destination decides what comes, not what is there now. Undefined for a whole backup. */
export async function openPlannedExcerpt(
  plan: ExcerptPlan & Pick<RestorePlan, 'excerpt'>,
  signal: AbortSignal,
  deps: Deps,
): Promise<ClosedExcerpt | undefined> {
  if (plan.excerpt === undefined) return undefined;
  return closeExcerpt(await openExcerpt(plan, plan.excerpt.asked, signal, deps), plan.excerpt);
}

function closeExcerpt(opened: OpenedExcerpt, planned: PlannedExcerpt): ClosedExcerpt {
  const { entries, ids } = opened;
  const closure = closeOver(entries, { ...ids, present: new Set(planned.used) });
  if (digestOfMembers(closure) !== planned.digest) throw new TypeError('a plan brings something else now');
  return { ...opened, planned, closure, members: entries.filter(({ dumpId }) => closure.members.has(dumpId)) };
}

/**
 * Decides what comes into a database that has these objects already.
 * @throws Failure DestinationUnusable, where some of what would come is there.
 */
export async function chooseExcerpt(
  opened: OpenedExcerpt,
  session: Session | undefined,
  isEmpty: boolean,
  place: string,
): Promise<ClosedExcerpt> {
  const { entries, ids } = opened;
  const there = session === undefined ? new Set<number>() : await readPresent(session, entries);
  const common = entries.find(({ type, title }) => type === 'SCHEMA' && title === '- public')?.dumpId ?? -1;
  // Every new database has this schema; of a database in use it is not ours to change.
  const present = isEmpty ? new Set([...there].filter(id => id !== common)) : there;
  const others = isEmpty ? ids.others : ids.others.filter(id => id !== common);
  const closure = closeOver(entries, { ...ids, others, present });
  assertAbsent(closure.conflicts, place);
  const planned = planExcerpt(ids.asked, entries, closure, new Set([...ids.tables, ...ids.others]));
  const kept = others.length < ids.others.length ? [common] : [];
  const used = [...new Set([...planned.used, ...kept])];
  return closeExcerpt(opened, { ...planned, used, digest: digestOfMembers(closure) });
}

/** Throws DestinationUnusable where there is something that is at the destination already. */
export function assertAbsent(conflicts: readonly ArchiveEntry[], place: string): void {
  if (conflicts.length === 0) return;
  const names = namesOfSome(conflicts.map(describeEntry)).join(', ');
  throw new Failure('DestinationUnusable', `what would come is there already: ${names}, in ${place}`, {
    hint: 'rename or drop it first, or restore into a new database with --create, and copy from there',
  });
}

function digestOfMembers({ members }: Closure): string {
  return digestOf([...members].toSorted((a, b) => a - b));
}
