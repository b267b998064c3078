import type { ActivityOptions } from '@temporalio/workflow';
import { isCancellation } from '@temporalio/workflow';
import type { Done } from '../activities/lib/activity.ts';
import {
  type Diagnosis,
  type DiagnosisGroup,
  type Finding,
  findingOfFailure,
  inGroupOrder,
  type StartDiagnosis,
} from '../domain/diagnosis.ts';
import { reportFailure } from './lib/failures.ts';
import { onAnyHost, onHost } from './lib/proxies.ts';

/** Someone waits for the answer: what does not come soon is itself a finding. */
const SOON = {
  scheduleToStartTimeout: '30s',
  startToCloseTimeout: '5m',
  scheduleToCloseTimeout: '10m',
  retry: { maximumAttempts: 2 },
} as const satisfies ActivityOptions;

/** An index is read from its first page to its last. */
const LONG = { ...SOON, startToCloseTimeout: '1d', scheduleToCloseTimeout: '1d' } as const satisfies ActivityOptions;

/**
 * Looks, on one host of the pool, whether backups and restore tests of a target could be made there, and answers with
 * findings. It keeps no lock, no evidence and changes nothing but leftovers, where it was asked to.
 */
export async function doctor({ target, sweep = false, indexes = false }: StartDiagnosis): Promise<Diagnosis> {
  const offer = await onAnyHost('Choose a host', { scheduleToCloseTimeout: '2m' }).offerHost(undefined);
  const host = offer.value;
  const findings: Finding[] = [];
  /** The value of an examination; one that could not be made is a finding itself. */
  const examine = async <T>(group: DiagnosisGroup, work: () => Promise<Done<T>>): Promise<T | undefined> => {
    try {
      return (await work()).value;
    } catch (error) {
      if (isCancellation(error)) throw error;
      findings.push(findingOfFailure(group, 'examination', reportFailure(error)));
      return undefined;
    }
  };

  const on = (summary: string) => onHost(host, summary, SOON);
  const swept = sweep
    ? await examine('host', () => on('Sweep what dead runs have left').sweepForTarget({ target }))
    : undefined;
  const source = await examine('source', () => on('Source: server, role, rights').diagnoseSource({ target }));
  const repositories = await examine('repository', () =>
    on('Repositories: try what a backup does').diagnoseRepositories({ target, source: source?.state }),
  );
  const sizes = repositories?.sizes;
  const [machine, keys, sandbox] = await Promise.all([
    examine('host', () => on('Host: programs, folders, space').diagnoseHost({ sizes })),
    examine('key', () => on('Keys: there, kept well, opening').diagnoseKeys({ target })),
    examine('sandbox', () =>
      on('Sandbox: isolation, server, space').diagnoseSandbox({ target, major: source?.state?.major, sizes }),
    ),
  ]);
  findings.push(...(machine?.findings ?? []), ...(source?.findings ?? []), ...(repositories?.findings ?? []));
  findings.push(...(keys ?? []), ...(sandbox ?? []));
  if (indexes) {
    const read = () => onHost(host, 'Source: read every index', LONG).diagnoseSourceIndexes({ target });
    findings.push(...((await examine('source', read)) ?? []));
  }
  return {
    target,
    host: host.name,
    workerVersion: machine?.workerVersion ?? 'unknown',
    findings: inGroupOrder(findings),
    ...(swept === undefined ? {} : { swept }),
  };
}
