import { EXIT, FAILURES } from './failures.ts';

/** Exit codes of runs over several targets, the gravest first: a finding counts more than what could not be looked at. */
const GRAVITY: readonly number[] = [
  FAILURES.Bug.exitCode,
  FAILURES.ArtifactDamaged.exitCode,
  FAILURES.KeyWrong.exitCode,
  FAILURES.RepositoryUnreachable.exitCode,
  FAILURES.UsageInvalid.exitCode,
  FAILURES.Cancelled.exitCode,
  FAILURES.Inconclusive.exitCode,
  FAILURES.NotFound.exitCode,
  FAILURES.TargetBusy.exitCode,
  EXIT.warnings,
  EXIT.done,
];

/** The gravest of some exit codes; one that is not known is as grave as can be. Of none it is that of success. */
export function worstExitCode(codes: readonly number[]): number {
  return codes.toSorted((a, b) => GRAVITY.indexOf(a) - GRAVITY.indexOf(b))[0] ?? EXIT.done;
}
