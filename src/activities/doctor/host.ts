import { type Finding, findingsOf } from '../../domain/diagnosis.ts';
import { judgeFolder, judgeGround, judgeLeftovers, judgePostgres, judgeSpace } from '../../domain/host-diagnosis.ts';
import { findProgram } from '../../tools/programs.ts';
import type { Deps } from '../deps.ts';
import { findOwnLeftovers } from '../leftovers/sweep.ts';
import type { Job } from '../lib/job.ts';
import { examine } from './examine.ts';
import { freeBytesAt, groundOf, readFolder } from './folders.ts';
import type { BackupSizes } from './repository.ts';

const host = findingsOf('host');

export interface DiagnosedHost {
  readonly findings: readonly Finding[];
  /** Of the Firedrill that this worker runs. */
  readonly workerVersion: string;
}

/** Examines the machine of this worker: programs, folders, space, leftovers. */
export async function diagnoseHost(
  { sizes }: { readonly sizes?: BackupSizes },
  { signal }: Job,
  deps: Deps,
): Promise<DiagnosedHost> {
  const { stateDirectory, spoolDirectory } = deps.configuration.worker;
  signal.throwIfAborted();
  const findings = [
    host.ok('node', process.versions.node),
    await findZstd(),
    judgePostgres(await deps.findPostgres()),
    ...(await examine('host', 'state folder', async () =>
      judgeFolder('host', 'state folder', await readFolder(stateDirectory), true),
    )),
    ...(await examine('host', 'spool folder', async () =>
      judgeFolder('host', 'spool folder', await readFolder(spoolDirectory)),
    )),
    ...(await examine('host', 'spool lasting', async () =>
      judgeGround('host', 'spool lasting', 'spool', await groundOf(spoolDirectory)),
    )),
    ...(await examine('host', 'spool space', async () =>
      judgeSpace(
        'host',
        'spool space',
        await freeBytesAt(spoolDirectory),
        sizes?.storedBytes,
        `free some in ${spoolDirectory}, or name another folder in worker.spool`,
      ),
    )),
    ...(await examine('host', 'leftovers', async () =>
      judgeLeftovers('host', 'leftovers', (await findOwnLeftovers(deps)).length),
    )),
  ];
  return { findings, workerVersion: deps.version };
}

async function findZstd(): Promise<Finding> {
  const zstd = await findProgram('zstd', process.env);
  if (zstd !== undefined) return host.ok('zstd', `${zstd.version}, ${zstd.path}`);
  return host.failed(
    'zstd',
    'is not on the PATH of the worker: no backup can be made',
    'Debian: apt-get install zstd; macOS: brew install zstd',
  );
}
