#!/usr/bin/env node
import { keepCompiled } from '../tools/compile-cache.ts';

// Loaded after the cache is open, since most of a command's time is loading.
keepCompiled(process.env);
const { runProgram } = await import('./program.ts');
await runProgram(process.argv);
