import type { HostOffer } from '../../activities/host.ts';
import { isHostLost, isOfKind } from './failures.ts';
import { onAnyHost } from './proxies.ts';

/** How many hosts a run tries before it gives up on finding one that lives long enough. */
const MOST_ROUNDS = 3;

/**
 * Runs steps that must happen on one machine, and all of them again, on whichever host offers itself, when the machine or what it had spooled is gone. A host that is
 * gone does not offer itself, so it is not chosen again.
 */
export async function onOneHost<T>(work: (host: HostOffer, round: number) => Promise<T>): Promise<T> {
  for (let round = 1; ; round += 1) {
    const { value: host } = await onAnyHost('Choose a host').offerHost(undefined);
    try {
      return await work(host, round);
    } catch (error) {
      const again = isHostLost(error) || isOfKind(error, 'SpoolMissing');
      if (!again || round === MOST_ROUNDS) throw error;
    }
  }
}
