import { type Finding, findingsOf } from '../../domain/diagnosis.ts';
import { judgeFolder, judgeGround, judgeSandboxServer, judgeSpace } from '../../domain/host-diagnosis.ts';
import type { ServerSandbox } from '../../domain/sandboxes.ts';
import { configuredPolicy, configuredSandbox, configuredTarget } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { inSession } from '../postgres/in-session.ts';
import { LONGEST_SOCKET_PATH, socketPathBytes } from '../sandbox/folder.ts';
import { openJail } from '../sandbox/jail.ts';
import { assertServer, isolationOf, openServerSession, programsFor, readServer } from '../sandbox/scratch-server.ts';
import { examine } from './examine.ts';
import { freeBytesAt, groundOf, readFolder } from './folders.ts';
import type { BackupSizes } from './repository.ts';

const sandbox = findingsOf('sandbox');

/** What the sandbox of a target is held against. */
export interface SandboxDemand {
  readonly target: string;
  /** The source's major version; absent where it is not known. */
  readonly major?: number;
  readonly sizes?: BackupSizes;
}

/** Examines whether this host could run a restore test of the target, and how far it would be cut off. Throws NotFound. */
export async function diagnoseSandbox(
  { target: name, major, sizes }: SandboxDemand,
  { signal }: Job,
  deps: Deps,
): Promise<readonly Finding[]> {
  const target = configuredTarget(deps.configuration, name);
  const policy = configuredPolicy(deps.configuration, target.policy);
  const configured = configuredSandbox(deps.configuration, policy.sandbox);
  const { directory } = configured;
  const copies = configured.kind === 'local' ? 2 : 1;
  const needed = sizes === undefined ? undefined : sizes.storedBytes + copies * sizes.databaseBytes;
  const hint = `free some in ${directory}, or name a larger place in sandboxes.${policy.sandbox}.directory`;
  return [
    ...(configured.kind === 'local'
      ? [await findIsolation(signal), judgeSandboxServer(major, await deps.findPostgres())]
      : await examine('sandbox', 'server', () => findServer(configured, major, deps))),
    ...(await examine('sandbox', 'folder', async () =>
      judgeFolder('sandbox', 'folder', await readFolder(directory), true),
    )),
    ...(configured.kind === 'local' ? [findSocketPath(directory, policy.sandbox)] : []),
    ...(await examine('sandbox', 'lasting', async () =>
      judgeGround('sandbox', 'lasting', 'sandbox', await groundOf(directory)),
    )),
    ...(await examine('sandbox', 'space', async () =>
      judgeSpace('sandbox', 'space', await freeBytesAt(directory), needed, hint),
    )),
  ];
}

/** A server that is there already: whether a restore test may use it. That it is not the source shows when a backup is chosen. */
async function findServer(
  configured: ServerSandbox,
  major: number | undefined,
  deps: Deps,
): Promise<readonly Finding[]> {
  const found = await inSession(await openServerSession(configured, deps.readSecret), readServer);
  assertServer(found, { major: major ?? found.major }, configured);
  programsFor(found, await deps.findPostgres());
  const [first = ''] = isolationOf(found).facts;
  return [
    sandbox.ok('server', `PostgreSQL ${found.version}, ${found.place}`),
    sandbox.warning('isolation', `partial: ${first}`, 'a sandbox of kind local is cut off from everything'),
  ];
}

async function findIsolation(signal: AbortSignal): Promise<Finding> {
  const { isolation } = await openJail(signal);
  const [first = ''] = isolation.facts;
  if (isolation.level === 'full') return sandbox.ok('isolation', `full: ${first}`);
  return sandbox.warning(
    'isolation',
    `partial: ${first}`,
    'allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns); for a container: --security-opt seccomp=unconfined',
  );
}

/** As long as the name of any run's folder. */
const SOME_RUN = '0badcafe';

function findSocketPath(directory: string, name: string): Finding {
  const bytes = socketPathBytes(directory, SOME_RUN);
  const words = `${bytes} bytes of ${LONGEST_SOCKET_PATH}`;
  if (bytes <= LONGEST_SOCKET_PATH) return sandbox.ok('socket path', words);
  return sandbox.failed('socket path', words, `name a shorter one in sandboxes.${name}.directory`);
}
