import { createWriteStream } from 'node:fs';
import { PassThrough, Readable, Transform } from 'node:stream';
import { expect, test } from 'vitest';
import { ProcessFailed } from '../../../src/activities/lib/processes.ts';
import { countingSink, failureOf, shell, zeros } from './flows.ts';

const endless = shell('cat /dev/zero');

test.each([
  [
    'a program in the middle killed by SIGKILL',
    [endless, shell('head -c 1000000; kill -9 $$'), shell('cat')],
    'sh was ended by SIGKILL',
  ],
  [
    'the last program that exits with 2 before it has read everything',
    [endless, shell('cat'), shell('head -c 1000; exit 2')],
    'sh exited with 2',
  ],
  [
    'a reader that closes its input some time before it fails',
    [endless, shell('head -c 1000; exec <&-; sleep 0.3; exit 5'), shell('cat')],
    'sh exited with 5',
  ],
  ['the first program, whose reader then has nothing to read', [shell('exit 4'), shell('cat')], 'sh exited with 4'],
  ['a missing program', [endless, { file: '/nowhere/zstd', args: [] }, shell('cat')], 'zstd exited with 127'],
  ['a program that was itself ended by SIGPIPE', [shell('kill -PIPE $$')], 'sh was ended by SIGPIPE'],
])('names as the cause %s', async (_, programs, message) => {
  const { sink } = countingSink();
  const failure = await failureOf({ programs, sink });
  expect(failure).toBeInstanceOf(ProcessFailed);
  expect(failure).toMatchObject({ message });
  expect(sink.writableFinished).toBe(false);
});

test('names the full disk as the cause, not the pipe it breaks', async () => {
  const failure = await failureOf({ programs: [endless, shell('cat')], sink: createWriteStream('/dev/full') });
  expect(failure).toMatchObject({ code: 'ENOSPC' });
});

test('names the full disk as the cause also where a program fails of it in no known way', async () => {
  const program = shell('trap "" PIPE; cat /dev/zero 2>/dev/null; exit 1');
  const failure = await failureOf({ programs: [program], sink: createWriteStream('/dev/full') });
  expect(failure).toMatchObject({ code: 'ENOSPC' });
});

test('fails where a reader ends well before it has read everything', async () => {
  const { sink } = countingSink();
  const failure = await failureOf({ programs: [endless, shell('head -c 1000'), shell('cat')], sink });
  expect(failure).toBeInstanceOf(ProcessFailed);
  expect(sink.writableFinished).toBe(false);
});

test('fails where a program ends well before it has read its whole source', async () => {
  const { sink } = countingSink();
  expect(await failureOf({ source: zeros(500), programs: [shell('head -c 1000')], sink })).toBeInstanceOf(Error);
  expect(sink.writableFinished).toBe(false);
});

test('names the program that a lost connection of its own ended, with its words', async () => {
  const { sink } = countingSink();
  const program = shell('echo "server closed the connection: Connection reset by peer" >&2; exit 1');
  const failure = await failureOf({ programs: [program], sink });
  expect(failure).toBeInstanceOf(ProcessFailed);
  expect(failure).toMatchObject({ message: 'sh exited with 1', stderr: expect.stringContaining('server closed') });
});

const reset = () => Object.assign(new Error('the store hung up'), { code: 'ECONNRESET' });
const resetting = () => new Transform({ transform: (_chunk, _encoding, done) => done(reset()) });

test.each([
  ['source', { source: Readable.from(failingAfter('some bytes')) }],
  ['inbound transform', { source: zeros(2), inbound: [resetting()] }],
  ['transform', { source: zeros(2), transforms: [resetting()] }],
  ['sink', { source: zeros(2), sink: resetting() }],
])("names a %s's own lost connection as the cause", async (_, streams) => {
  const failure = await failureOf({ programs: [shell('cat')], sink: new PassThrough().resume(), ...streams });
  expect(failure).toMatchObject({ message: 'the store hung up' });
});

function* failingAfter(chunk: string) {
  yield Buffer.from(chunk);
  throw reset();
}

test('says how a source ended that went away without a word', async () => {
  const source = new PassThrough();
  source.write('some bytes', () => source.destroy());
  const { sink } = countingSink();
  expect(await failureOf({ source, programs: [shell('cat')], sink })).toMatchObject({ message: 'Premature close' });
  expect(sink.writableFinished).toBe(false);
});

test('does not wait for a program that waits for ever when the sink goes away', async () => {
  const sink = new PassThrough();
  const settled = failureOf({ source: new PassThrough(), programs: [shell('cat')], sink });
  sink.destroy();
  expect(await settled).toMatchObject({ message: 'a stream closed before its end' });
});

test('keeps the end of what a talkative program said, and no more of it', async () => {
  const program = shell('head -c 3000000 /dev/zero | tr "\\0" e >&2; echo " the last words" >&2; exit 1');
  const failure = await failureOf({ programs: [program], sink: countingSink().sink });
  const stderr = failure instanceof ProcessFailed ? failure.stderr : '';
  expect(stderr).toHaveLength(8_192);
  expect(stderr).toMatch(/e the last words\n$/);
});

test('lets a program talk on stderr without holding it up', async () => {
  const { sink, sizeBytes } = countingSink();
  const program = shell('head -c 3000000 /dev/zero >&2; head -c 1000 /dev/zero');
  expect(await failureOf({ programs: [program, shell('cat')], sink })).toBeUndefined();
  expect(sizeBytes()).toBe(1_000);
});
