import { openTestFolder } from '../../../src/activities/sandbox/folder.ts';
import { startSandbox } from '../../../src/activities/sandbox/server.ts';
import { identifyRun } from '../../../src/domain/runs.ts';

/** A process that starts a sandbox, says so, and does nothing more. Arguments: directory, folder of programs, major. */
const [directory = '', programs = '', major = ''] = process.argv.slice(2);
const folder = await openTestFolder(
  directory,
  identifyRun({
    kind: 'restore-test',
    target: 'shop',
    workflowId: 'x',
    firstExecutionRunId: '01234567',
    startedAt: '2026-11-21T00:00:00Z',
  }),
);
await startSandbox(
  folder,
  { kind: 'local', name: 'local', directory, limits: { memoryBytes: 64 * 1_048_576, jobs: 1, nice: 0 } },
  { major: Number(major), version: major, folder: programs, hasServer: true, origin: 'test' },
  'postgres',
  new AbortController().signal,
);
process.stdout.write('started\n');
setInterval(() => undefined, 1_000);
