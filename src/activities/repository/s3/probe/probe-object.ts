import { createHash } from 'node:crypto';

/** What is sent and read back. */
export const PROBE = Buffer.from('a probe of firedrill doctor, which removes it again\n');

/** The probe's hash as S3 takes it. */
export const PROBE_SHA256 = createHash('sha256').update(PROBE).digest('base64');
