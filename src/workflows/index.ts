// Everything exported here becomes a workflow type.
export { backup } from './backup.ts';
export { doctor } from './doctor.ts';
export { restoreTest } from './restore-test.ts';
