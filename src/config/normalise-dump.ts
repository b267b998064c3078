import { parseDuration } from '../domain/durations.ts';
import type { Policy } from '../domain/policies.ts';
import { parseSize } from '../domain/sizes.ts';
import type { Complete } from './written.ts';

/** What was written under `dump` of a policy, checked, in the units that the program uses. */
export function normaliseDump(written: Complete['policies'][string]['dump']): Policy['dump'] {
  const { streams, compressionLevel, lockWait, excludeTableData, maxSnapshotAge, rate, connections, from } = written;
  return {
    streams,
    compressionLevel,
    lockWaitMs: parseDuration(lockWait) ?? 0,
    excludeTableData,
    maxSnapshotAgeMs: maxSnapshotAge === undefined ? undefined : parseDuration(maxSnapshotAge),
    rateBytesPerSecond: rate === undefined ? undefined : parseSize(rate.slice(0, -'/s'.length)),
    connections,
    from,
  };
}
