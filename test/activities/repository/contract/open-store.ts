import type { ObjectStore } from '../../../../src/activities/repository/object-store.ts';

/** Opens a store over an empty place that nobody else uses. Called inside a test. */
export type OpenStore = () => ObjectStore;

export const never: AbortSignal = new AbortController().signal;
