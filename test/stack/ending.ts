import { AsyncLocalStorage } from 'node:async_hooks';
import { beforeAll, onTestFinished } from 'vitest';

type Clear = () => unknown;

/** What ends something that several tests share. */
const sharing = new AsyncLocalStorage<Clear[]>();

/** Clears away what a test has started when it ends; what was started within {@link shared} lives until its tests are through. */
export function atEnd(clear: Clear): void {
  const clears = sharing.getStore();
  if (clears === undefined) onTestFinished(async () => void (await clear()));
  else clears.push(clear);
}

/** Makes something before the tests of a file, or of the `describe` it stands in, and clears it away after the last of them. */
export function shared<T>(make: () => Promise<T>): () => T {
  let made: { readonly it: T } | undefined;
  beforeAll(async () => {
    const clears: Clear[] = [];
    const clear = async () => {
      for (const end of clears.toReversed()) await end();
    };
    try {
      made = { it: await sharing.run(clears, make) };
    } catch (error) {
      await clear();
      throw error;
    }
    return clear;
  });
  return () => {
    if (made === undefined) throw new TypeError('what is shared is there while tests run');
    return made.it;
  };
}
