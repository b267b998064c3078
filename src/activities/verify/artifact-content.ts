import { Writable } from 'node:stream';
import type { ArtifactRole } from '../../domain/manifest.ts';
import type { PostgresPrograms } from '../../tools/postgres.ts';
import type { Command } from '../lib/processes.ts';
import { readArchive } from '../postgres/dump-commands.ts';
import type { Aspect } from './artifact-checks.ts';

/** How the content of an artifact is read once it is in the clear. */
export interface ContentReader {
  readonly aspect: Extract<Aspect, 'content' | 'dump read to its end'>;
  readonly programs: readonly Command[];
  readonly sink: Writable;
  /** What is wrong with what was read; undefined where nothing is. */
  readonly complaint: () => string | undefined;
  readonly expected: string;
  readonly source: string;
}

/** A reader for one pass over an artifact; undefined where this host has no pg_restore that could read it. */
export function contentReader(role: ArtifactRole, reader: PostgresPrograms | undefined): ContentReader | undefined {
  switch (role) {
    case 'archive':
    case 'table-data':
      if (reader === undefined) return undefined;
      return {
        aspect: 'dump read to its end',
        programs: [readArchive(reader)],
        sink: nowhere(),
        complaint: () => undefined,
        expected: 'no error',
        source: `pg_restore ${reader.version}`,
      };
    case 'globals':
      return globalsReader();
    case 'proof':
    case 'source':
      return jsonReader();
  }
}

/** The aspect under which the content of an artifact is checked. */
export function contentAspect(role: ArtifactRole): ContentReader['aspect'] {
  return role === 'archive' || role === 'table-data' ? 'dump read to its end' : 'content';
}

/** A sink that takes everything and keeps nothing. */
export function nowhere(): Writable {
  return new Writable({ highWaterMark: 1_048_576, write: (_chunk, _encoding, done) => done() });
}

/** Its last comment, which pg_dumpall writes when everything went well. */
const GLOBALS_END = 'PostgreSQL database cluster dump complete';
const TAIL_BYTES = 1_024;

function globalsReader(): ContentReader {
  let tail = Buffer.alloc(0);
  const sink = collector(chunk => {
    tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES);
  });
  const complaint = () => (tail.includes(GLOBALS_END) ? undefined : 'it does not end as pg_dumpall ends it');
  return { aspect: 'content', programs: [], sink, complaint, expected: 'the end of a dump', source: 'pg_dumpall' };
}

function jsonReader(): ContentReader {
  const chunks: Buffer[] = [];
  const sink = collector(chunk => chunks.push(chunk));
  const complaint = () => (isJsonObject(Buffer.concat(chunks).toString('utf8')) ? undefined : 'it is no JSON object');
  return { aspect: 'content', programs: [], sink, complaint, expected: 'a JSON object', source: 'format 1' };
}

function collector(take: (chunk: Buffer) => void): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      take(chunk);
      done();
    },
  });
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
