import { Readable, Writable } from 'node:stream';
import { type Flow, runFlow } from '../../../src/activities/lib/pipeline.ts';
import type { Command } from '../../../src/activities/lib/processes.ts';

/** A shell line as a program of a flow. */
export function shell(line: string, env: Command['env'] = {}): Command {
  return { file: 'sh', args: ['-c', line], env };
}

/** A sink that counts what reaches it. */
export function countingSink(): { readonly sink: Writable; readonly sizeBytes: () => number } {
  let sizeBytes = 0;
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      sizeBytes += chunk.length;
      done();
    },
  });
  return { sink, sizeBytes: () => sizeBytes };
}

/** `chunks` times 64 KiB of zeros. */
export function zeros(chunks: number): Readable {
  return Readable.from(Array.from({ length: chunks }, () => Buffer.alloc(65_536)));
}

/** Runs a flow and returns what it threw; undefined where it came to its end. */
export async function failureOf(
  flow: Partial<Flow> & Pick<Flow, 'sink'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<unknown> {
  try {
    await runFlow({ programs: [], transforms: [], ...flow }, signal);
    return undefined;
  } catch (error) {
    return error;
  }
}
