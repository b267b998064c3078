import type { Policy } from '../../domain/policies.ts';
import { pace, paced } from '../lib/pace.ts';
import { semaphore } from '../lib/semaphore.ts';
import type { ArtifactSource } from '../spool/artifact.ts';

type Task<T> = (signal: AbortSignal) => Promise<T>;

/** Holds dumps together to the rate of the policy. The proof reads inside the server and is not held. */
export function atRate(
  { rateBytesPerSecond }: Pick<Policy['dump'], 'rateBytesPerSecond'>,
  dumps: readonly ArtifactSource[],
): readonly ArtifactSource[] {
  if (rateBytesPerSecond === undefined) return dumps;
  const shared = pace(rateBytesPerSecond);
  return dumps.map(dump => ({ ...dump, between: () => paced(shared) }));
}

/** Lets as many dumps work at a time as the policy leaves connections for, beside the one that holds the snapshot and proves. */
export function withinConnections<T>(
  { connections }: Pick<Policy['dump'], 'connections'>,
  dumps: readonly Task<T>[],
): readonly Task<T>[] {
  if (connections === undefined) return dumps;
  const { enter } = semaphore(connections - 1);
  return dumps.map(dump => async signal => {
    const leave = await enter(signal);
    try {
      return await dump(signal);
    } finally {
      leave();
    }
  });
}
