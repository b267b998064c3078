import { count } from '../../domain/counting.ts';
import { formatDuration } from '../../domain/durations.ts';
import type { EvidenceRecord } from '../../domain/evidence.ts';
import type { ProofSummary } from '../../domain/manifest.ts';
import { contentOf } from '../../domain/proof-words.ts';
import type { RunKind } from '../../domain/runs.ts';
import { missedObjectives } from '../../domain/verdicts.ts';

/** `Restore test of orders`. */
export function titleOf(record: EvidenceRecord): string {
  return `${TITLES[record.run.kind]} of ${record.run.target}`;
}

const TITLES: { readonly [kind in RunKind]: string } = {
  backup: 'Backup',
  'restore-test': 'Restore test',
  restore: 'Restore',
  verify: 'Verification',
  destroy: 'Destruction of a kept sandbox',
};

/** The one sentence that answers the reader's question. */
export function summaryOf(record: EvidenceRecord): string {
  const { run, backup, verdict, failure, measured } = record;
  if (failure !== undefined && verdict !== 'passed')
    return `${sentence(failure.message)}${failure.hint ? ` ${sentence(failure.hint)}` : ''}`;
  if (record.verified !== undefined) return verified(record.verified);
  if (run.kind === 'destroy') return destroyed(record);
  if (backup === undefined) return 'Nothing was examined.';
  const { backupId, database, proof } = backup;
  if (run.kind === 'backup') {
    const dumped = proof.mode === 'off' ? `${database} was dumped` : `${contentOf(proof)} of ${database} were dumped`;
    return `${dumped}, stored encrypted, verified and committed as ${backupId}.`;
  }
  if (record.handedOut !== undefined) {
    const { to, host, format } = record.handedOut;
    return `The dump of ${backupId} was given out in the clear (${format}) to ${to} on ${host}. It was neither restored nor compared.`;
  }
  const missed = missedObjectives(record.checks).map(check => check.detail);
  const time = measured === undefined ? '' : ` in ${formatDuration(measured.rtoMs)}`;
  const objective = missed.length === 0 ? '' : ` Missed: ${missed.join('; ')}.`;
  const into = record.destination === undefined ? '' : ` into ${record.destination.place}`;
  const excerpt = record.destination?.excerpt;
  if (excerpt !== undefined) {
    const content = excerpt.proof === undefined ? '' : compared(excerpt.proof);
    return `From ${backupId} was restored: ${excerpt.asked}${into}${time}${content}.${objective}`;
  }
  return `${backupId} was restored${into}${time}${compared(proof)}.${objective}`;
}

/** What a verification can say: less than a restore test. */
function verified({ backups, read, repository }: NonNullable<EvidenceRecord['verified']>): string {
  const what = `${count(backups.length, 'backup')} in ${repository.name}`;
  return read
    ? `${what}: every artifact was read to its end, decrypted, decompressed, and is what was stored.`
    : `${what}: every artifact is there, with the size and the checksums it was stored with; none was opened.`;
}

function destroyed({ sandbox, checks }: EvidenceRecord): string {
  const found = checks.map(check => String(check.found)).join('; ') || 'its host did not answer';
  return `The sandbox that ${sandbox?.keptBy ?? 'a restore test'} had kept was ${sandbox?.destroyed ? '' : 'not '}destroyed: ${found}.`;
}

/** What the comparison can say: no more than the proof covers. */
function compared(proof: ProofSummary): string {
  switch (proof.mode) {
    case 'full':
      return `, and ${contentOf(proof)} are what they were when it was taken`;
    case 'counts':
      return `, and ${contentOf(proof)} are as many as when it was taken; only their number was compared`;
    case 'off':
      return '; its content was not compared, since the policy takes no proof';
  }
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? '' : '.'}`;
}
