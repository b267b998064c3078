import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runFlow } from '../../../src/activities/lib/pipeline.ts';
import { meter } from '../../../src/activities/lib/tally.ts';
import { shell } from './flows.ts';

const MIB = 1_048_576;
const LARGE = shell(`head -c ${512 * MIB} /dev/zero`);
const signal = new AbortController().signal;

test('carries 512 MiB in bounded memory, however slow the sink', async () => {
  const before = process.memoryUsage.rss();
  let highest = before;
  let sizeBytes = 0;
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      sizeBytes += chunk.length;
      highest = Math.max(highest, process.memoryUsage.rss());
      setImmediate(done);
    },
  });
  await runFlow({ programs: [LARGE, shell('cat')], transforms: [], sink }, signal);
  expect(sizeBytes).toBe(512 * MIB);
  expect(highest - before).toBeLessThan(128 * MIB);
});

test('holds the programs up while the sink takes nothing', async () => {
  let passed = 0;
  let release: (() => void) | undefined;
  const sink = new Writable({
    write: (_chunk, _encoding, done) => {
      if (passed > 8 * MIB || release !== undefined) done();
      else release = done;
    },
  });
  const transforms = [
    meter(sizeBytes => {
      passed = sizeBytes;
    }),
  ];
  const running = runFlow({ programs: [LARGE], transforms, sink }, signal);
  await sleep(500);
  expect(passed).toBeGreaterThan(0);
  expect(passed).toBeLessThan(8 * MIB);
  release?.();
  await running;
  expect(passed).toBe(512 * MIB);
});
