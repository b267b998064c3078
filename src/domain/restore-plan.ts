import { formatDuration } from './durations.ts';
import type { AskedExcerpt, PlannedExcerpt } from './excerpt.ts';
import { describeExcerpt } from './excerpt.ts';
import { Failure } from './failures.ts';
import type { FetchPlan, RestoreTestPlan } from './plan.ts';
import { formatSize } from './sizes.ts';

/** What a person asks of a restore beside the backup. */
export interface RestoreOptions {
  /** Make the database as it was: encoding, locale, owner, settings, grants, comment. */
  readonly create: boolean;
  /** Make the roles that the server lacks first. */
  readonly withGlobals: boolean;
  /** End with planner statistics. */
  readonly analyze: boolean;
  /** Also where somebody in between could listen. Absent: no. */
  readonly allowInsecure?: true;
  /** Restore only some tables or schemas; absent for everything. */
  readonly excerpt?: AskedExcerpt;
}

/** The place a backup is restored into, as it was found when the plan was made. Holds no password. */
export interface Destination {
  /** `database on host port 5432 as role`. */
  readonly place: string;
  readonly database: string;
  readonly serverVersion: string;
  readonly serverMajor: number;
  readonly systemIdentifier: string;
  /** What is in the database; `missing` where there is none of that name. */
  readonly state: 'missing' | 'empty' | 'in use';
  /** The first few objects of a database that is in use. */
  readonly objects: readonly string[];
}

/** What a restore takes on disks, in bytes, by the size of the source's database. */
export interface RestoreSpace {
  /** Where the artifacts are fetched and opened, on the host that made the plan; another one may carry it out. */
  readonly fetched: { readonly place: string; readonly neededBytes: number; readonly freeBytes: number };
  /** Where the database lies, or why that is not known. */
  readonly database: { readonly neededBytes: number } & (
    | { readonly place: string; readonly freeBytes: number }
    | { readonly unknown: string }
  );
}

/** What a restore is about to do. */
export interface RestorePlan
  extends FetchPlan,
    Pick<
      RestoreTestPlan,
      'chosen' | 'place' | 'policyDigest' | 'objectives' | 'takenAt' | 'serverMajor' | 'hasSearchAttributes'
    > {
  readonly kind: 'restore';
  /** A connection URL without a password, or a reference to one. */
  readonly into: string;
  readonly destination: Destination;
  readonly options: RestoreOptions;
  /** Whether the destination is the very server that the backup was taken from. */
  readonly onSource: boolean;
  /** What comes of the backup; absent where everything does. */
  readonly excerpt?: PlannedExcerpt;
  readonly space: RestoreSpace;
  /** What the backup has proof of, in words. */
  readonly proof: string;
  /** How long the last restore test of this target took to restore, in milliseconds. */
  readonly lastRtoMs?: number;
  /** SHA-256 of what the plan decides. Two plans of one digest do the same. */
  readonly digest: string;
}

/**
 * Refuses a destination that cannot take the backup.
 * @throws Failure VersionUnsupported (an older server), DestinationUnusable (in use), DatabaseMissing (and not to be made)
 */
export function assertDestination(destination: Destination, serverMajor: number, options: RestoreOptions): void {
  const { place, database, state } = destination;
  if (destination.serverMajor < serverMajor) {
    throw new Failure(
      'VersionUnsupported',
      `the backup is of PostgreSQL ${serverMajor}, and ${place} is PostgreSQL ${destination.serverVersion}: an older server cannot take it`,
      { hint: `restore into PostgreSQL ${serverMajor} or newer` },
    );
  }
  if (state === 'missing' && !options.create) {
    throw new Failure('DatabaseMissing', `there is no database ${database}: ${place}`, {
      hint: 'give --create to make it as it was, or create it empty',
    });
  }
  if (state === 'in use' && options.excerpt === undefined) {
    throw new Failure(
      'DestinationUnusable',
      `the database ${database} is not empty: it has ${destination.objects.join(', ')}`,
      {
        hint: 'a whole backup goes into an empty database only: name a new one in --into, with --create; or choose with --tables or --schema what is not there',
      },
    );
  }
}

/** The plan for people, a label and a text each. `now` is RFC 3339. */
export function describeRestorePlan(plan: RestorePlan, now: string): readonly (readonly [string, string])[] {
  const { destination, options } = plan;
  const age = formatDuration(Date.parse(now) - Date.parse(plan.takenAt));
  const extras = [
    STATES[destination.state],
    ...(options.withGlobals ? ['roles that the server lacks are made first'] : []),
    ...(options.analyze ? [] : ['no planner statistics are made']),
    ...(options.allowInsecure ? ['also where somebody in between could listen'] : []),
    'subscriptions are left out',
  ];
  return [
    ['backup', `${plan.backupId} (${plan.chosen}), ${age} old`],
    ['proof', plan.proof],
    ['into', destination.place],
    [
      'server',
      `PostgreSQL ${destination.serverVersion}${plan.onSource ? ', the server the backup was taken from' : ''}`,
    ],
    ['does', extras.join('; ')],
    ...(plan.excerpt === undefined ? [] : describeExcerpt(plan.excerpt)),
    ['size', `${formatSize(plan.storedBytes)} to fetch, about ${formatSize(plan.databaseBytes)} in the database`],
    ...describeSpace(plan),
    [
      'takes',
      plan.lastRtoMs === undefined ? 'unknown: no restore test has measured it' : `~ ${formatDuration(plan.lastRtoMs)}`,
    ],
  ];
}

function describeSpace({ space, excerpt }: RestorePlan): readonly (readonly [string, string])[] {
  const { fetched, database } = space;
  const much = `${excerpt === undefined ? 'about' : 'at most about'} ${formatSize(database.neededBytes)} needed`;
  return [
    ['space', `${fetched.place}: about ${formatSize(fetched.neededBytes)} needed, ${free(fetched)}`],
    'unknown' in database
      ? ['space', `at the destination: ${much}, free is not known: ${database.unknown}`]
      : ['space', `${database.place}: ${much}, ${free(database)}`],
  ];
}

function free({ neededBytes, freeBytes }: { readonly neededBytes: number; readonly freeBytes: number }): string {
  return `${formatSize(freeBytes)} free${freeBytes < neededBytes ? ', which is not enough' : ''}`;
}

const STATES: { readonly [state in Destination['state']]: string } = {
  missing: 'the database is made as it was',
  empty: 'the database is there, and empty',
  'in use': 'the database is in use: nothing that is there is changed',
};

/** Names of the first objects, and how many more there are. */
export function namesOfSome(names: readonly string[], shown = 3): readonly string[] {
  return names.length <= shown ? names : [...names.slice(0, shown), `and ${names.length - shown} more`];
}
