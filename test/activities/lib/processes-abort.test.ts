import { expect, test, vi } from 'vitest';
import { runProgram } from '../../../src/activities/lib/processes.ts';
import { notedProcesses } from '../../stack/noted-processes.ts';
import { shell } from './flows.ts';

const REASON = new Error('the worker shuts down');

test('ends a program and its descendants when aborted, and throws the reason', async () => {
  const noted = notedProcesses();
  const abort = new AbortController();
  const line = 'sh -c \'echo $$ >> "$PIDS"; exec sleep 300\' & echo $$ >> "$PIDS"; wait';
  const running = runProgram(shell(line, { PIDS: noted.file }), abort.signal).catch((error: unknown) => error);
  await vi.waitFor(() => expect(noted.all()).toHaveLength(2), { timeout: 10_000 });
  abort.abort(REASON);
  expect(await running).toBe(REASON);
  await vi.waitFor(() => expect(noted.living()).toEqual([]));
});

test('leaves no descendant that neither heeds the request to end nor holds our pipes', async () => {
  const noted = notedProcesses();
  const abort = new AbortController();
  const line = `sh -c 'trap "" TERM; echo $$ >> "$PIDS"; exec sleep 300' </dev/null >/dev/null 2>&1 & wait`;
  const running = runProgram(shell(line, { PIDS: noted.file }), abort.signal).catch((error: unknown) => error);
  await vi.waitFor(() => expect(noted.all()).toHaveLength(1), { timeout: 10_000 });
  abort.abort(REASON);
  expect(await running).toBe(REASON);
  await vi.waitFor(() => expect(noted.living()).toEqual([]));
});

test('starts nothing when aborted before', async () => {
  const noted = notedProcesses();
  const command = shell('echo $$ >> "$PIDS"', { PIDS: noted.file });
  await expect(runProgram(command, AbortSignal.abort(REASON))).rejects.toBe(REASON);
  expect(noted.all()).toEqual([]);
});
