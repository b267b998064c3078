import { z } from 'zod';
import { parseDuration } from '../domain/durations.ts';
import { parseSize } from '../domain/sizes.ts';
import { isWaitLimit } from './limits.ts';

/** A duration with its unit. */
export const duration = z
  .string({ error: 'write a duration with its unit, such as 30m, 26h or 90d' })
  .refine(text => parseDuration(text) !== undefined, 'write a duration with its unit, such as 30m, 26h or 90d')
  .meta({ pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d|w)$', examples: ['30m', '26h', '90d'] });

/** A duration that bounds a wait. */
export const limit = duration.refine(isWaitLimit, 'write a time above 0 and below 25d');

/** A path; a relative one starts at the configuration's folder. */
export const path = z.string().min(1, 'write a path');

/** `schema.table`, exactly as it stands in the catalogue; the first point parts them. */
export const tableName = z.string().regex(/^[^.]+\..+$/, 'write schema.table');

const RATE = 'write a size for each second, such as 20MB/s';

/** Bytes a second. */
export const rate = z
  .string({ error: RATE })
  .refine(text => text.endsWith('/s') && (parseSize(text.slice(0, -2)) ?? 0) > 0, RATE)
  .meta({ pattern: '^\\d+(\\.\\d+)? ?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)/s$', examples: ['20MB/s'] });
