import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../stack/folders.ts';
import { notedProcesses } from '../../stack/noted-processes.ts';
import { countingSink, failureOf, shell } from './flows.ts';

const REASON = new Error('cancelled by a person');

/** Aborts as soon as so many processes have noted themselves. */
async function abortAt(count: number, noted: ReturnType<typeof notedProcesses>, abort: AbortController): Promise<void> {
  await vi.waitFor(() => expect(noted.all()).toHaveLength(count), { timeout: 10_000 });
  abort.abort(REASON);
}

const MORTAL = 'sh -c \'echo $$ >> "$PIDS"; sleep 300\' & echo $$ >> "$PIDS"; cat /dev/zero';
const STUBBORN = `trap "" TERM; (trap "" TERM; sh -c 'echo $$ >> "$PIDS"; exec sleep 300') & echo $$ >> "$PIDS"; cat /dev/zero`;
const UNSEEN = `sh -c 'trap "" TERM; echo $$ >> "$PIDS"; exec sleep 300' </dev/null >/dev/null 2>&1 & echo $$ >> "$PIDS"; cat /dev/zero`;

test.each([
  ['that end when asked', MORTAL],
  ['that do not heed the request to end', STUBBORN],
  ['that do not heed it and hold none of our pipes', UNSEEN],
])('ends programs with their descendants when aborted: those %s', async (_, line) => {
  const noted = notedProcesses();
  const abort = new AbortController();
  const programs = [shell(line, { PIDS: noted.file }), shell('echo $$ >> "$PIDS"; cat', { PIDS: noted.file })];
  const { sink } = countingSink();
  const settled = failureOf({ programs, sink }, abort.signal);
  await abortAt(3, noted, abort);
  expect(await settled).toBe(REASON);
  expect(sink).toMatchObject({ writableFinished: false, destroyed: true });
  await vi.waitFor(() => expect(noted.living()).toEqual([]));
});

test('leaves no descendants of a program that failed by itself', async () => {
  const noted = notedProcesses();
  const line = `sh -c 'trap "" TERM; echo $$ >> "$PIDS"; exec sleep 300' </dev/null >/dev/null 2>&1 & until test -s "$PIDS"; do sleep 0.01; done; exit 1`;
  await failureOf({ programs: [shell(line, { PIDS: noted.file })], sink: countingSink().sink });
  expect(noted.all()).toHaveLength(1);
  await vi.waitFor(() => expect(noted.living()).toEqual([]));
});

test('stops the other programs when one fails', async () => {
  const noted = notedProcesses();
  const idle = shell('echo $$ >> "$PIDS"; exec sleep 300', { PIDS: noted.file });
  const failing = shell('until test -s "$PIDS"; do sleep 0.01; done; exit 3', { PIDS: noted.file });
  const failure = await failureOf({ programs: [idle, failing], sink: countingSink().sink });
  expect(failure).toMatchObject({ message: 'sh exited with 3' });
  await vi.waitFor(() => expect(noted.living()).toEqual([]));
});

test('starts nothing when aborted before', async () => {
  const noted = notedProcesses();
  const { sink } = countingSink();
  const programs = [shell('echo $$ >> "$PIDS"', { PIDS: noted.file })];
  expect(await failureOf({ programs, sink }, AbortSignal.abort(REASON))).toBe(REASON);
  expect(sink.destroyed).toBe(true);
  expect(noted.all()).toEqual([]);
});

test('closes its streams when aborted before, also those that could not be opened', async () => {
  const source = createReadStream('/dev/zero');
  const sink = createWriteStream(join(temporaryFolder(), 'missing', 'file'));
  expect(await failureOf({ source, programs: [], sink }, AbortSignal.abort(REASON))).toBe(REASON);
  await vi.waitFor(() => expect(source.closed && sink.closed).toBe(true));
});

test('throws the reason when aborted while everything waits', async () => {
  const abort = new AbortController();
  const settled = failureOf(
    { source: new PassThrough(), programs: [shell('cat')], sink: new PassThrough() },
    abort.signal,
  );
  abort.abort(REASON);
  expect(await settled).toBe(REASON);
});
