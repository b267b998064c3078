// Everything exported here becomes a workflow type.
export { backup } from './backup.ts';
export { destroy } from './destroy.ts';
export { doctor } from './doctor.ts';
export { plan } from './plan.ts';
export { restore } from './restore.ts';
export { restoreTest } from './restore-test.ts';
export { verify } from './verify.ts';
