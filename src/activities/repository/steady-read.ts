import { Failure } from '../../domain/failures.ts';
import type { ObjectStore } from './object-store.ts';
import { mayTryAgain } from './quick-tries.ts';

/**
 * The bytes of a range of a stored object. Where they break off they are asked for again from there on, as long as some come between two
 * breaks; `onRepeat` is called each time.
 * @throws Failure ArtifactMissing where the object is gone, the store's failures, the signal's reason.
 */
export async function* steadyRead(
  store: Pick<ObjectStore, 'read' | 'description'>,
  key: string,
  range: { readonly offset: number; readonly sizeBytes: number },
  signal: AbortSignal,
  onRepeat: () => void = () => undefined,
): AsyncGenerator<Buffer, void> {
  const end = range.offset + range.sizeBytes;
  let { offset } = range;
  for (let tries = 1; ; tries += 1) {
    try {
      const stream = await store.read(key, { offset, sizeBytes: end - offset }, signal);
      if (stream === undefined)
        throw new Failure('ArtifactMissing', `${key} in ${store.description} went away while it was read`);
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        offset += chunk.length;
        tries = 1;
        yield chunk;
      }
      return;
    } catch (error) {
      if (!mayTryAgain(error, tries, signal)) throw error;
      onRepeat();
      if (offset === end) return;
    }
  }
}
