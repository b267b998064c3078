#!/usr/bin/env node
import { keepCompiled } from './tools/compile-cache.ts';

/** One worker of the pool: `node src/worker.ts [--config FILE]`. Ends well on SIGTERM and SIGINT. */
keepCompiled(process.env);
const { runWorkerProcess } = await import('./worker/main.ts');
await runWorkerProcess();
