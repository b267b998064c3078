import type { EvidenceRecord } from '../../../src/domain/evidence.ts';
import { RESTORE_TEST } from './record.ts';

/** Fields that hold words of Firedrill's own, or instants of its own clock. */
const OWN = ['kind', 'mode', 'verdict', 'about', 'level', 'state', 'startedAt', 'endedAt', 'takenAt', 'runId'];

/** The record with `text` at the end of every name, reason, message, place and value in it. */
export function hostileRecord(text: string): EvidenceRecord {
  const poison = (key: string, value: unknown) =>
    typeof value === 'string' && !OWN.includes(key) ? `${value}${text}` : value;
  const record: EvidenceRecord = JSON.parse(JSON.stringify(RESTORE_TEST), poison);
  return {
    ...record,
    tools: { ...record.tools, [`zstd${text}`]: '1.5.4' },
    earlier: record.earlier.map(earlier => ({ ...earlier, startedAt: `${text}${earlier.startedAt}` })),
  };
}
