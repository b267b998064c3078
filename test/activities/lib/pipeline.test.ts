import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { runFlow } from '../../../src/activities/lib/pipeline.ts';
import { ProcessFailed } from '../../../src/activities/lib/processes.ts';
import { meter } from '../../../src/activities/lib/tally.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { countingSink, failureOf, shell, zeros } from './flows.ts';

const signal = new AbortController().signal;

test('carries every byte through programs, transforms and sink, in their order', async () => {
  const marked = new Transform({ transform: (chunk, _encoding, done) => done(null, `<${chunk}>`) });
  const sink = new PassThrough();
  const programs = [shell('printf abc'), shell('tr a-c A-C'), shell('rev')];
  await runFlow({ programs, transforms: [marked], sink }, signal);
  expect(await text(sink)).toBe('<CBA>');
});

test('feeds the first program with a source, through the inbound transforms', async () => {
  const upper = new Transform({ transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()) });
  const sink = new PassThrough();
  await runFlow(
    { source: Readable.from(['abc']), inbound: [upper], programs: [shell('rev')], transforms: [], sink },
    signal,
  );
  expect(await text(sink)).toBe('CBA');
});

test('carries a source through its inbound transforms also where there is no program', async () => {
  const upper = new Transform({ transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()) });
  const sink = new PassThrough();
  await runFlow({ source: Readable.from(['abc']), inbound: [upper], programs: [], transforms: [], sink }, signal);
  expect(await text(sink)).toBe('ABC');
});

test('resolves only when the sink has finished', async () => {
  const { sink, sizeBytes } = countingSink();
  await runFlow({ programs: [shell('head -c 100000000 /dev/zero'), shell('cat')], transforms: [], sink }, signal);
  expect(sizeBytes()).toBe(100_000_000);
  expect(sink.writableFinished).toBe(true);
});

const SENDS = 'head -c 5000000 /dev/zero';
/** The program's output has ended, and was read to its end, before the program itself ends. */
const THEN_FAILS = 'exec >&-; until test -e "$READ"; do sleep 0.01; done; exit 1';

test.each([
  ['the first', [`${SENDS}; ${THEN_FAILS}`, 'cat', 'cat']],
  ['a middle one', [SENDS, `cat; ${THEN_FAILS}`, 'cat']],
  ['the last', [SENDS, 'cat', `cat; ${THEN_FAILS}`]],
  ['the only one', [`${SENDS}; ${THEN_FAILS}`]],
])('never lets the sink finish when %s exits with 1 after its last byte was read', async (_, lines) => {
  const read = join(temporaryFolder(), 'read');
  const noteEnd = meter(sizeBytes => {
    // Time enough for the end of the stream to come as far as it may.
    if (sizeBytes === 5_000_000) setTimeout(() => writeFileSync(read, ''), 200);
  });
  const { sink, sizeBytes } = countingSink();
  const failure = await failureOf({
    programs: lines.map(line => shell(line, { READ: read })),
    transforms: [noteEnd],
    sink,
  });
  expect(failure).toBeInstanceOf(ProcessFailed);
  expect(failure).toMatchObject({ message: 'sh exited with 1' });
  expect(sizeBytes()).toBe(5_000_000);
  expect(sink).toMatchObject({ writableFinished: false, destroyed: true });
});

test('never lets the sink finish when a program fed by a source exits with 1 after its last byte', async () => {
  const { sink } = countingSink();
  const failure = await failureOf({ source: zeros(16), programs: [shell('cat; exit 1')], sink });
  expect(failure).toMatchObject({ message: 'sh exited with 1' });
  expect(sink).toMatchObject({ writableFinished: false, destroyed: true });
});
