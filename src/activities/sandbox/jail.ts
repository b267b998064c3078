import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { execa } from 'execa';
import type { Isolation } from '../../domain/sandboxes.ts';
import { findOnPath } from '../../tools/search-path.ts';
import type { Command } from '../lib/processes.ts';

/** The unprivileged account that sandboxed programs run as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** What a jailed program may see of the file system; everything else does not exist for it. */
export interface View {
  /** Empty folder outside of all others here; the jail's root is mounted on it. */
  readonly root: string;
  /** Folder that it may write, at its own path. */
  readonly writable: string;
  /** Folders that it may read, such as that of its programs. */
  readonly readable: readonly string[];
}

/** How programs are started in a sandbox on this platform, and how far that cuts them off. */
export interface Jail {
  readonly isolation: Isolation;
  readonly account: Account | undefined;
  readonly enter: (command: Command, view: View, nice: number) => Command;
}

/** What every program needs of the system. Sockets, homes, keys, spools and temporary folders are not among it. */
const SYSTEM = ['/usr', '/lib', '/lib32', '/lib64', '/bin', '/sbin'];
const SYSTEM_FILES = [
  '/etc/passwd',
  '/etc/group',
  '/etc/ld.so.cache',
  '/etc/localtime',
  '/etc/nsswitch.conf',
  '/etc/alternatives',
];
const NAMESPACES = ['--mount', '--net', '--pid', '--ipc', '--uts', '--fork', '--kill-child=KILL'];

/**
 * Builds a file system of its own out of read-only views, in new mount, network, process and IPC namespaces, gives up every
 * privilege and becomes the program. Arguments: root, nice, setpriv's arguments up to `--`, then
 * `ro:PATH`, `rw:PATH` and `ln:PATH:TARGET` up to `--`, then the program.
 */
const SCRIPT = `set -eu
root=$1 nice=$2; shift 2
drop=
while [ "$1" != -- ]; do drop="$drop $1"; shift; done; shift
mount -t tmpfs -o mode=0755 tmpfs "$root"
mkdir -p "$root/proc" "$root/dev/shm" "$root/tmp" "$root/old"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=1777,size=16m tmpfs "$root/tmp"
for device in null zero full random urandom; do : > "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
while [ "$1" != -- ]; do
  kind=\${1%%:*} path=\${1#*:}; shift
  if [ $kind = ln ]; then
    mkdir -p "$root$(dirname "\${path%%:*}")"; ln -s "\${path#*:}" "$root\${path%%:*}"; continue
  fi
  if [ -d "$path" ]; then mkdir -p "$root$path"; else mkdir -p "$root$(dirname "$path")"; : > "$root$path"; fi
  mount --rbind "$path" "$root$path"
  [ $kind = rw ] || mount -o remount,bind,ro "$root$path" 2>/dev/null || [ "$(id -u)" != 0 ]
done; shift
cd "$root"
pivot_root . old
umount -n -l /old
echo 500 > /proc/self/oom_score_adj || true
exec nice -n "$nice" setpriv $drop -- env -i "$@"`;

/** Finds out what this platform allows, by trying it. */
export async function openJail(signal: AbortSignal): Promise<Jail> {
  const root = userInfo().uid === 0;
  const account = root ? await accountNamed('nobody', signal) : undefined;
  const user = root ? [] : ['--user', '--map-current-user', '--keep-caps'];
  const refusal = await tryNamespaces(user, signal);
  if (refusal !== undefined) return partialJail(account, refusal);
  const drop = [
    ...(account === undefined ? [] : [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups']),
    // Set again after the change of user, which takes it away: the death of `unshare` is the end of all that is inside.
    '--pdeathsig=KILL',
    '--no-new-privs',
    '--inh-caps=-all',
    '--ambient-caps=-all',
    '--bounding-set=-all',
  ];
  return {
    account,
    isolation: {
      level: 'full',
      facts: [
        `runs as ${account === undefined ? 'the worker’s user in a namespace of its own, without any privilege' : `user ${account.name}, without any privilege`}`,
        'own network namespace without any interface: nothing can be reached, by address or by name',
        'own mount namespace: sees its own folder and the system’s programs, read-only; no socket, home, key or spool',
        'own process namespace: ends as a whole with its first process, and with the worker',
        'empty environment; archiving, logical replication and preloaded libraries are off',
      ],
    },
    enter: (command, view, nice) => ({
      file: 'setpriv',
      args: [
        ...['--pdeathsig', 'KILL', '--', 'unshare', ...user, ...NAMESPACES, '--', 'sh', '-c', SCRIPT, 'jail'],
        ...[view.root, String(nice), ...drop, '--', ...mounts(view), '--'],
        ...Object.entries({ PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', ...command.env }).map(
          ([name, value]) => `${name}=${value}`,
        ),
        command.file,
        ...command.args,
      ],
    }),
  };
}

function mounts({ writable, readable }: View): readonly string[] {
  const system = SYSTEM.filter(path => existsSync(path)).map(path =>
    lstatSync(path).isSymbolicLink() ? `ln:${path}:${readlinkSync(path)}` : `ro:${path}`,
  );
  const files = SYSTEM_FILES.filter(path => existsSync(path)).map(path => `ro:${path}`);
  const own = readable.filter(path => !SYSTEM.some(part => path.startsWith(`${part}/`))).map(path => `ro:${path}`);
  return [...system, ...files, ...own, `rw:${writable}`];
}

async function tryNamespaces(user: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  const missing = ['unshare', 'setpriv', 'pivot_root', 'mount'].find(
    name => findOnPath(name, `${process.env['PATH']}:/usr/sbin:/sbin`) === undefined,
  );
  if (missing !== undefined) return `the program ${missing} is not there`;
  const probe = 'mount -t tmpfs tmpfs /mnt && mkdir /mnt/proc && mount -t proc proc /mnt/proc';
  const { failed, stderr } = await execa('unshare', [...user, ...NAMESPACES, '--', 'sh', '-c', probe], {
    reject: false,
    cancelSignal: signal,
    timeout: 10_000,
  });
  return failed ? `the platform refused namespaces (${stderr.split('\n')[0] ?? ''})` : undefined;
}

function partialJail(account: Account | undefined, refusal: string): Jail {
  return {
    account,
    isolation: {
      level: 'partial',
      facts: [
        refusal,
        `runs as ${account === undefined ? 'the worker’s own user' : `user ${account.name}`}, and may reach what that user may reach`,
        'no TCP; archiving, logical replication and preloaded libraries are off',
      ],
    },
    enter: (command, _view, nice) => {
      const as =
        account === undefined
          ? []
          : ['setpriv', `--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', '--'];
      const argv = [...as, 'nice', '-n', String(nice), command.file, ...command.args];
      return { file: argv[0] ?? command.file, args: argv.slice(1), env: command.env };
    },
  };
}

/** Looks an account up in the system's user database. Throws where it has none of this name. */
export async function accountNamed(name: string, signal: AbortSignal): Promise<Account> {
  const { stdout } = await execa('id', [name], { cancelSignal: signal });
  const [, uid, gid] = /uid=(\d+).*? gid=(\d+)/.exec(stdout) ?? [];
  return { name, uid: Number(uid), gid: Number(gid) };
}
