import type { EvidenceLocations, EvidenceRecord, RunReport } from '../../domain/evidence.ts';
import { describeRepository, type Repository } from '../../domain/repositories.ts';
import { formatRunLog, runLogLines } from '../../domain/run-log.ts';
import { configuredPolicy, configuredRepository, configuredTarget } from '../configured.ts';
import type { RepositoryDeps } from '../deps.ts';
import { ensureDescription } from '../repository/description.ts';
import { evidenceKey } from '../repository/layout.ts';
import { openStore } from '../repository/open-store.ts';
import { appendRecord } from './chain.ts';
import { readEarlier } from './earlier.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';

/** Where a run's record was written, and where it could not be. */
export interface Recorded {
  readonly evidence: EvidenceLocations;
  readonly sequence: number;
  readonly warnings: readonly string[];
}

/**
 * Writes the log and the record of a run into every repository it names (those of the target's policy, where it names none), each with a
 * chain of its own. One that does not answer is a
 * warning, as long as another took the record.
 * @throws the failure of the first repository where none took it.
 */
export async function recordRun(
  { report, repositories }: { readonly report: RunReport; readonly repositories: readonly string[] },
  deps: RepositoryDeps,
): Promise<Recorded> {
  let first: { evidence: EvidenceLocations; sequence: number } | undefined;
  let failure: unknown;
  const warnings: string[] = [];
  for (const name of repositories.length > 0 ? repositories : policyRepositories(report.run.target, deps)) {
    const repository = configuredRepository(deps.configuration, name);
    try {
      const sequence = await recordIn(repository, report, deps);
      first ??= { evidence: locate(repository, report.run.runId), sequence };
    } catch (error) {
      failure ??= error;
      warnings.push(
        `no evidence in ${describeRepository(repository)}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  if (first === undefined) throw failure;
  return { ...first, warnings };
}

/** Where the record of a run goes that failed before it knew its plan. */
function policyRepositories(target: string, { configuration }: RepositoryDeps): readonly string[] {
  return configuredPolicy(configuration, configuredTarget(configuration, target).policy).repositories;
}

async function recordIn(repository: Repository, report: RunReport, deps: RepositoryDeps): Promise<number> {
  const store = openStore(repository, deps.readSecret);
  await ensureDescription(store, new Date());
  await store.replace(evidenceKey(report.run.runId, 'log'), Buffer.from(formatRunLog(runLogLines(report))));
  const earlier = await readEarlier(store, report.run.target, report.run.runId);
  const { sequence } = await appendRecord(store, report.run.runId, place => {
    const record: EvidenceRecord = { format: 1, ...place, ...report, earlier };
    return { json: `${JSON.stringify(record, null, 2)}\n`, html: renderHtml(record), markdown: renderMarkdown(record) };
  });
  return sequence;
}

/** Where people find the record: a path they can open, or an `s3://` address. */
export function locate(repository: Repository, runId: string): EvidenceLocations {
  const place = describeRepository(repository);
  const at = (form: 'json' | 'html' | 'md') => `${place}/${evidenceKey(runId, form)}`;
  return { json: at('json'), html: at('html'), markdown: at('md') };
}
