// Everything exported here becomes a workflow type.
export { backup } from './backup.ts';
export { restoreTest } from './restore-test.ts';
export { verify } from './verify.ts';
