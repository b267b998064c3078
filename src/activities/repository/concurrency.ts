/**
 * Runs `work` over all items, at most `lanes` at a time, in order of the items. The first failure stops the taking of further
 * items and is thrown once all lanes are idle, so that nothing works on afterwards.
 */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  let failure: { readonly cause: unknown } | undefined;
  const lane = async () => {
    for (const [index, item] of queue) {
      if (failure !== undefined) return;
      try {
        await work(item, index);
      } catch (cause) {
        failure ??= { cause };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  if (failure !== undefined) throw failure.cause;
}
