import { afterAll, vi } from 'vitest';

// Files run one after another in one process: what one has changed of it must not reach the next.
afterAll(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});
