import type { LackingCopy } from '../../domain/copies.ts';
import { Failure } from '../../domain/failures.ts';
import type { Destination } from '../backup/stores.ts';
import type { GrowingObject } from '../repository/object-store.ts';

/** Several repositories that get the same objects at once, while they are being made. */
export interface Tee {
  /** Begins an object in every repository that is still in play. */
  readonly begin: (key: string, signal: AbortSignal) => Promise<GrowingObject>;
  /** The repositories that failed, and get nothing more. */
  readonly lacking: () => readonly LackingCopy[];
  /** Names of the others. */
  readonly holding: () => readonly string[];
  /** Gives up what is growing and removes what was completed; what cannot be removed now is swept later. */
  readonly withdraw: () => Promise<void>;
}

interface Branch {
  readonly destination: Destination;
  readonly growing: GrowingObject;
}

/**
 * Where they go apart, a repository that fails is left behind, as long as one goes on. One call waits for the slowest, so that none has to
 * be caught up with.
 */
export function teeTo(all: readonly Destination[], apart: boolean): Tee {
  const failed = new Map<string, Failure>();
  const begun: { readonly destination: Destination; readonly key: string; readonly growing: GrowingObject }[] = [];
  const isIn = ({ name }: Destination) => !failed.has(name);
  const attempt = async (destination: Destination, signal: AbortSignal, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      // What ends everything says nothing of a repository.
      signal.throwIfAborted();
      if (!apart || !(error instanceof Failure)) throw error;
      failed.set(destination.name, error);
      // Nothing more is sent there: what is growing would be left to a sweep.
      await Promise.allSettled(begun.filter(one => one.destination === destination).map(one => one.growing.abandon()));
      if (!all.some(isIn)) throw error;
    }
  };
  /** Waits for all before it fails: nothing may be at work afterwards. */
  const together = async (work: readonly Promise<void>[]) => {
    const refused = (await Promise.allSettled(work)).find(({ status }) => status === 'rejected');
    if (refused?.status === 'rejected') throw refused.reason;
  };
  const inPlay = (branches: readonly Branch[], signal: AbortSignal, work: (growing: GrowingObject) => Promise<void>) =>
    together(
      branches
        .filter(({ destination }) => isIn(destination))
        .map(({ destination, growing }) => attempt(destination, signal, () => work(growing))),
    );
  return {
    begin: async (key, signal) => {
      const branches: Branch[] = [];
      const begin = (destination: Destination) => async () => {
        const growing = await destination.store.begin(key);
        branches.push({ destination, growing });
        begun.push({ destination, key, growing });
      };
      await together(all.filter(isIn).map(destination => attempt(destination, signal, begin(destination))));
      return {
        add: (part, signal) => inPlay(branches, signal, growing => growing.add(part, signal)),
        complete: async signal => {
          await inPlay(branches, signal, async growing => {
            await growing.complete(signal);
          });
          return 'stored';
        },
        abandon: async () => {
          await Promise.allSettled(branches.map(({ growing }) => growing.abandon()));
        },
      };
    },
    lacking: () =>
      [...failed].map(([repository, { kind, message, hint }]) => ({ repository, failure: { kind, message, hint } })),
    holding: () => all.filter(isIn).map(({ name }) => name),
    withdraw: async () => {
      await Promise.allSettled(
        begun.map(async ({ destination, key, growing }) => {
          await growing.abandon();
          await destination.store.remove(key);
        }),
      );
    },
  };
}
