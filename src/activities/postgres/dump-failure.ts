import { Failure, type FailureKind } from '../../domain/failures.ts';
import { ProcessFailed } from '../lib/processes.ts';
import { REPLAY_HINT } from './failures.ts';

/** Words in the stderr of pg_dump, in the C locale, that tell whom a failure concerns. */
const BY_WORDS: readonly { readonly words: RegExp; readonly kind: FailureKind; readonly hint: string }[] = [
  {
    // pg_dump waits for locks under a statement timeout, and has none otherwise.
    words: /(lock|statement) timeout|could not obtain lock/,
    kind: 'SourceBusy',
    hint: 'another session holds a table; see pg_locks, or raise dump.lockWait',
  },
  {
    words: /row-level security|permission denied/,
    kind: 'RightsMissing',
    hint: 'grant the role pg_read_all_data (and BYPASSRLS)',
  },
  {
    words: /password authentication failed|no password supplied/,
    kind: 'CredentialsRejected',
    hint: 'check user and password of the target',
  },
  { words: /conflict with recovery/, kind: 'ReplayConflict', hint: REPLAY_HINT },
  {
    words: /too many (clients|connections)|connection slots/,
    kind: 'SourceUnreachable',
    hint: 'the server has no connection left; lower dump.connections or dump.streams, or raise max_connections',
  },
  { words: /No space left/, kind: 'SpaceMissing', hint: 'free some space for the spool' },
  {
    words: /Connection refused|starting up|shutting down/,
    kind: 'SourceUnreachable',
    hint: 'is the server running? pg_isready tells',
  },
];

/** Translates the failure of a program that reads the source. Anything else passes unchanged. */
export function dumpFailure(error: unknown): unknown {
  if (!(error instanceof ProcessFailed)) return error;
  const lines = error.stderr.split('\n').filter(line => line.trim() !== '');
  const first = lines.find(line => /error:|FATAL|ERROR/.test(line)) ?? lines.at(-1);
  const known = BY_WORDS.find(({ words }) => words.test(error.stderr));
  const said = first === undefined ? '' : `: ${first.trim().slice(0, 400)}`;
  return new Failure(known?.kind ?? 'DumpFailed', `${error.message}${said}`, {
    hint: known?.hint ?? 'the log of the PostgreSQL server has more',
    cause: error,
  });
}
