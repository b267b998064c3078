import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { describe, expect, test } from 'vitest';
import { workflowBundle } from '../../src/worker/workflow-bundle.ts';
import { quietRuntime } from '../stack/runtime.ts';

quietRuntime();

const FOLDER = fileURLToPath(new URL('../histories', import.meta.url));
const stored = globSync('*/*.json', { cwd: FOLDER }).toSorted();

const replay = async (history: unknown, workflowId: string) =>
  Worker.runReplayHistory({ workflowBundle: { codePath: await workflowBundle() } }, history, workflowId);

/** The workflow id under which a stored history ran: it decides whether a run holds the lock. */
const idOf = (history: { readonly events: readonly object[] }): string => {
  const [first] = history.events;
  return (first as { workflowExecutionStartedEventAttributes: { workflowId: string } })
    .workflowExecutionStartedEventAttributes.workflowId;
};

describe('histories of every released version are replayed', () => {
  test('there are histories to replay', () => expect(stored.length).toBeGreaterThan(5));

  test.each(stored)('%s', async file => {
    const history = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
    await replay(history, idOf(history));
  });
});

test('a run that took other steps than this version would is refused', async () => {
  const [file = ''] = stored.filter(name => name.endsWith('/backup.json'));
  const history = readFileSync(join(FOLDER, file), 'utf8').replaceAll('"verifyBackup"', '"preflightBackup"');
  await expect(replay(JSON.parse(history), 'backup:chinook')).rejects.toThrow(DeterminismViolationError);
});
