import type { Deps } from '../../../src/activities/deps.ts';
import type { Job } from '../../../src/activities/lib/job.ts';
import { loadConfiguration } from '../../../src/config/load.ts';
import { secretReader } from '../../../src/config/references.ts';
import type { Finding } from '../../../src/domain/diagnosis.ts';
import { findPostgres } from '../../../src/tools/postgres.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { activityDeps } from '../lib/outside-worker.ts';

type Environment = { readonly [variable: string]: string };

/** What an activity is given by a worker that these variables configure. */
export function depsOf(environment: Environment): Deps {
  const state = temporaryFolder();
  const variables = { FIREDRILL_STATE: state, DB_BACKUP_DIR: `${state}/repository`, ...environment };
  const configuration = loadConfiguration({}, variables, state);
  return {
    ...activityDeps(),
    configuration,
    readSecret: secretReader(variables, configuration.secretDefaults),
    findPostgres: () => findPostgres([], process.env),
  };
}

/** Work that nobody cancels or watches. */
export const job: Job = { signal: new AbortController().signal, attempt: 1, report: () => undefined };

/** The one target of a configuration that variables made. */
export function targetOf({ configuration }: Deps): { readonly target: string } {
  return { target: String(configuration.targets[0]?.name) };
}

/** The only finding with a label. */
export function findingIn(findings: readonly Finding[], label: string): Finding {
  const [found, another] = findings.filter(finding => finding.label === label);
  if (found === undefined || another !== undefined)
    throw new TypeError(`not one finding "${label}": ${JSON.stringify(findings, null, 1)}`);
  return found;
}

/** Labels of all findings with a verdict. */
export function labelsOf(findings: readonly Finding[], verdict: Finding['verdict']): readonly string[] {
  return findings.filter(finding => finding.verdict === verdict).map(({ label }) => label);
}
