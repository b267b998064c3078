import { PassThrough, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { runFlow } from '../../../src/activities/lib/pipeline.ts';
import { ProcessFailed } from '../../../src/activities/lib/processes.ts';
import { countingSink, failureOf, shell } from './flows.ts';

const through = () => new PassThrough();
const upper = () => new Transform({ transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()) });

test('carries every byte through what stands between the first two programs', async () => {
  const sink = new PassThrough();
  const programs = [shell('printf abc'), shell('sed s/C/D/'), shell('rev')];
  await runFlow({ programs, between: upper, transforms: [], sink }, new AbortController().signal);
  expect(await text(sink)).toBe('DBA');
});

test('carries more than pipes hold', async () => {
  const { sink, sizeBytes } = countingSink();
  const programs = [shell('head -c 8000000 /dev/zero'), shell('cat')];
  await runFlow({ programs, between: through, transforms: [], sink }, new AbortController().signal);
  expect(sizeBytes()).toBe(8_000_000);
});

test.each([
  ['the program before it', [shell('printf abc; echo lost >&2; exit 3'), shell('cat')], 'sh exited with 3'],
  [
    'the program behind it',
    [shell('cat /dev/zero'), shell('head -c 10 >/dev/null; echo lost >&2; exit 4')],
    'sh exited with 4',
  ],
])('tells the failure of %s, and the sink never finishes', async (_, programs, message) => {
  const { sink } = countingSink();
  const error = await failureOf({ programs, between: through, sink });
  expect(error).toBeInstanceOf(ProcessFailed);
  expect(error).toMatchObject({ message, stderr: 'lost\n' });
  expect(sink.writableFinished).toBe(false);
});

test('an abort ends programs that wait for it', async () => {
  const abort = new AbortController();
  const { sink } = countingSink();
  const never = () => new Transform({ transform: () => abort.abort(new Error('given up')) });
  const error = await failureOf(
    { programs: [shell('cat /dev/zero'), shell('cat')], between: never, sink },
    abort.signal,
  );
  expect(error).toMatchObject({ message: 'given up' });
});
