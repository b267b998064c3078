import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { cacheFolder } from './src/tools/cache.ts';

// Test files, and the workers and commands that they start by the hundred, need not compile the same modules again.
process.env['NODE_COMPILE_CACHE'] ??= join(cacheFolder(process.env), 'compiled');

/**
 * Two projects: `parts` needs nothing but this machine's programs; `live` runs against real servers that its set-up starts once
 * for all files (`*.live.test.ts`). Files run side by side in three processes, tests of a file one after another; files that run
 * in one process share the modules they import, so that no module may keep what a test did.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 3,
    isolate: false,
    setupFiles: ['test/stack/after-each-file.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.live.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'live',
          include: ['test/**/*.live.test.ts'],
          globalSetup: ['test/stack/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
