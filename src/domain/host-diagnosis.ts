import { count } from './counting.ts';
import { type DiagnosisGroup, type Finding, findingsOf } from './diagnosis.ts';
import { formatSize } from './sizes.ts';

/** A folder as it lies there, or would have to be made. */
export interface FolderFacts {
  readonly path: string;
  /** Absent where there is no such folder yet; then `writable` is about the folder above it that exists. */
  readonly owner?: { readonly uid: number; readonly mode: number };
  readonly writable: boolean;
  /** User id of the worker. */
  readonly workerUid: number;
}

/** Judges owner and mode: it must be the worker's to write and nobody else's. `open` folders may be passed through. */
export function judgeFolder(group: DiagnosisGroup, label: string, facts: FolderFacts, open = false): Finding {
  const { path, owner, writable, workerUid } = facts;
  const { ok, warning, failed } = findingsOf(group);
  const mend = `chown ${workerUid} ${path} && chmod ${open ? '711' : '700'} ${path}`;
  if (owner === undefined) {
    return writable
      ? ok(label, `${path} is made when it is needed`)
      : failed(
          label,
          `${path} is not there for user ${workerUid}, who may not make it`,
          `make it: mkdir -p ${path} && ${mend}`,
        );
  }
  const mode = owner.mode.toString(8).padStart(4, '0');
  const words = `${path}, owner ${owner.uid}, mode ${mode}`;
  if (!writable) return failed(label, `${words}: user ${workerUid} may not write it`, mend);
  if ((owner.mode & 0o022) !== 0 && (owner.mode & 0o1000) === 0)
    return failed(label, `${words}: others may write it`, mend);
  if (owner.uid !== workerUid) return warning(label, `${words}: it is not user ${workerUid}’s own`, mend);
  if ((owner.mode & (open ? 0o066 : 0o077)) !== 0) return warning(label, `${words}: others may look into it`, mend);
  return ok(label, words);
}

/** Where a folder really lies, told by its file system and device, not by its name. */
export type Ground = 'disk' | 'memory' | 'temporary folder' | 'container layer';

/** What a folder is for. */
export type FolderUse = 'spool' | 'repository' | 'sandbox';

const GONE: { readonly [ground in Exclude<Ground, 'disk'>]: string } = {
  memory: 'in memory (tmpfs): gone with a restart',
  'temporary folder': 'in the temporary folder, which systems clean up by age and at a restart',
  'container layer': 'on the container’s own layer: gone with the container',
};

const NAMED: { readonly [use in FolderUse]: string } = {
  spool: 'worker.spool (or worker.state)',
  repository: 'path of the repository',
  sandbox: 'directory of the sandbox',
};

/** Backups in memory are none. What a sandbox holds may go away at any time, but in memory it measures no disk. */
export function judgeGround(group: DiagnosisGroup, label: string, use: FolderUse, ground: Ground): Finding {
  const { ok, warning, failed } = findingsOf(group);
  if (ground === 'disk') return ok(label, 'on a file system that lasts');
  const hint = `name a folder on a lasting file system as ${NAMED[use]}`;
  if (use === 'sandbox') {
    if (ground !== 'memory') return ok(label, 'on a disk; what it holds goes with each test');
    return warning(label, 'in memory (tmpfs): restore tests fill it, and their times are not those of a disk', hint);
  }
  return use === 'repository' && ground === 'memory'
    ? failed(label, GONE[ground], hint)
    : warning(label, GONE[ground], hint);
}

/** `neededBytes` is an estimate; undefined where nothing is known to estimate from. */
export function judgeSpace(
  group: DiagnosisGroup,
  label: string,
  freeBytes: number,
  neededBytes: number | undefined,
  hint: string,
): Finding {
  const { ok, warning, failed, skipped } = findingsOf(group);
  const free = `${formatSize(freeBytes)} free`;
  if (neededBytes === undefined) return skipped(label, `${free}; how much is needed is not known`);
  const words = `${free}, about ${formatSize(neededBytes)} needed`;
  if (freeBytes < neededBytes) return failed(label, words, hint);
  return freeBytes < 2 * neededBytes ? warning(label, `${words}: less than twice as much`, hint) : ok(label, words);
}

/** Leftovers that may be swept: of runs that are over. */
export function judgeLeftovers(group: DiagnosisGroup, label: string, leftovers: number): Finding {
  const { ok, warning } = findingsOf(group);
  if (leftovers === 0) return ok(label, 'none');
  return warning(label, `${count(leftovers, 'leftover')} of dead runs`, 'firedrill doctor --sweep removes them');
}

/** The PostgreSQL installations of a host. */
export function judgePostgres(found: readonly { readonly version: string; readonly hasServer: boolean }[]): Finding {
  const { ok, failed } = findingsOf('host');
  if (found.length === 0) {
    return failed(
      'postgresql',
      'no programs of PostgreSQL were found',
      'Debian: apt-get install postgresql-client-MAJOR; or name a folder of programs in postgres.binaries',
    );
  }
  const words = found.map(({ version, hasServer }) => `${version}${hasServer ? ' with server' : ''}`);
  return ok('postgresql', words.join(', '));
}

/** Whether restore tests of a source's major can be run here. */
export function judgeSandboxServer(
  major: number | undefined,
  found: readonly { readonly major: number; readonly version: string; readonly hasServer: boolean }[],
): Finding {
  const { ok, failed, skipped } = findingsOf('sandbox');
  const label = 'server';
  if (major === undefined) return skipped(label, 'the source’s version is not known');
  const own = found.find(programs => programs.major === major && programs.hasServer);
  if (own !== undefined) return ok(label, `PostgreSQL ${own.version}`);
  return failed(
    label,
    `no server of PostgreSQL ${major} here: restore tests end inconclusive`,
    `Debian: apt-get install postgresql-${major}; or name a folder of programs in postgres.binaries`,
  );
}
