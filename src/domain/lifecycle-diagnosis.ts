import { type Finding, findingsOf } from './diagnosis.ts';

const repository = findingsOf('repository');

/** A setting of a bucket as the store told it; `unanswered` where it would not or could not. */
export type Setting<T> = { readonly told: T } | { readonly unanswered: string };

/** One enabled rule of a bucket. */
export interface LifecycleRule {
  readonly id: string;
  readonly prefix: string;
  /** Whether it is only for objects with some tag; Firedrill sets none. */
  readonly tagged: boolean;
  readonly expires: boolean;
  /** Storage classes that it moves objects to. */
  readonly movesTo: readonly string[];
}

/** Classes that cannot be read without a restoration of hours. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/** What Firedrill keeps below the prefix. */
const KEPT = ['firedrill.json', 'keys/', 'targets/', 'evidence/'];

/** Rules that reach what lies below the prefix: one that deletes is a failure, one that moves may be. */
export function judgeLifecycle(
  label: string,
  prefix: string,
  setting: Setting<readonly LifecycleRule[]>,
): readonly Finding[] {
  if ('unanswered' in setting) return [repository.skipped(label, setting.unanswered)];
  const root = prefix === '' ? '' : `${prefix}/`;
  const own = KEPT.map(key => root + key);
  const reaching = setting.told.filter(
    rule => !rule.tagged && own.some(key => rule.prefix.startsWith(key) || key.startsWith(rule.prefix)),
  );
  const hint = (id: string) => `take what lies below “${root}” out of the rule “${id}”`;
  const findings = reaching.flatMap(({ id, expires, movesTo }) => {
    const archives = movesTo.filter(storageClass => ARCHIVES.includes(storageClass));
    if (expires) return [repository.failed(label, `the rule “${id}” deletes backups`, hint(id))];
    if (archives.length > 0)
      return [
        repository.failed(
          label,
          `the rule “${id}” moves backups to ${archives.join(', ')}, where they cannot be read at once`,
          hint(id),
        ),
      ];
    if (movesTo.length > 0)
      return [repository.warning(label, `the rule “${id}” moves backups to ${movesTo.join(', ')}`, hint(id))];
    return [];
  });
  return findings.length > 0 ? findings : [repository.ok(label, 'no rule deletes or moves backups')];
}
