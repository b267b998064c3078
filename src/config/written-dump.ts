import { z } from 'zod';
import { limit, rate, tableName } from './written-values.ts';

/** How a policy's dumps are made, and what spares the source meanwhile. */
export const dump = z
  .strictObject({
    streams: z.int().min(1).max(16).default(2).describe('Dumps of large tables side by side'),
    compressionLevel: z.int().min(1).max(19).default(1).describe('zstd level'),
    lockWait: limit
      .default('30s')
      .describe('Longest wait for a lock, so that the application does not queue behind the dump'),
    excludeTableData: z.array(tableName).default([]),
    maxSnapshotAge: limit
      .optional()
      .describe('Longest age of the snapshot, for which vacuum of the whole server waits; the run fails beyond it'),
    rate: rate.optional().describe('Most bytes a second that all dumps together read, such as 20MB/s'),
    connections: z
      .int()
      .min(2)
      .max(64)
      .optional()
      .describe('Most connections that a backup opens, the one of the proof among them; default: streams and two'),
    from: z
      .enum(['primary', 'standby'])
      .optional()
      .describe('Which of the hosts of a target is dumped; default: whichever target_session_attrs leads to'),
  })
  .prefault({});
