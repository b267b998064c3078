/**
 * Runs tasks side by side under one signal. The first failure aborts the others; it is thrown once all of them have settled,
 * so that nothing works on afterwards. Throws the outer signal's reason when that aborts.
 */
export async function runGroup<T>(
  signal: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<T>)[],
): Promise<readonly T[]> {
  const stop = new AbortController();
  const joint = AbortSignal.any([signal, stop.signal]);
  const settled = await Promise.allSettled(
    tasks.map(async task => {
      try {
        return await task(joint);
      } catch (error) {
        stop.abort(error);
        throw error;
      }
    }),
  );
  signal.throwIfAborted();
  if (stop.signal.aborted) throw stop.signal.reason;
  return settled.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
}
