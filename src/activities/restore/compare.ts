import { condenseChecks, condenseNotProven } from '../../domain/condensation.ts';
import { compareMake } from '../../domain/database-comparison.ts';
import { excerptProof, notCompared } from '../../domain/excerpt-proof.ts';
import { summariseProof } from '../../domain/proof.ts';
import { compareSequences } from '../../domain/sequences.ts';
import type { SourceFacts } from '../../domain/source.ts';
import { compareExtensions, compareProperties, propertiesOf } from '../../domain/surroundings.ts';
import type { Check } from '../../domain/verdicts.ts';
import { configuredSandbox } from '../configured.ts';
import type { Deps } from '../deps.ts';
import { runGroup } from '../lib/group.ts';
import type { Job } from '../lib/job.ts';
import { readSourceFacts } from '../postgres/facts.ts';
import { inSessions } from '../postgres/in-session.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { assertRecipe, type Compared, compareTables, restoredSequences } from '../restore-test/compare.ts';
import { openFetched, readProof, readSource } from '../restore-test/fetched-backup.ts';
import { readDefaultRights } from '../restore-test/surroundings.ts';
import { testFolder } from '../sandbox/folder.ts';
import { resolveDestination } from './destination.ts';
import { openPlannedExcerpt } from './excerpt.ts';
import type { LoadInput } from './load.ts';
import { releaseDatabase } from './own-database.ts';
import { archivePrograms } from './programs.ts';
import { compareDestination } from './structure.ts';

/** Takes the mark off the restored database: it is whole. Then compares it with the proof of its backup, and its properties with the source's where it was made anew. */
export async function compareRestored({ plan, folder }: LoadInput, job: Job, deps: Deps): Promise<Compared> {
  const at = testFolder(folder);
  const backup = await openFetched(plan, at, deps);
  const whole = await readProof(backup, job.signal);
  assertRecipe(whole, plan.backupId);
  const excerpt = await openPlannedExcerpt(plan, job.signal, deps);
  const chosen = excerpt && excerptProof(whole, excerpt.entries, excerpt.closure, excerpt.planned.asked);
  const expected = chosen?.proof ?? whole;
  const candidates = resolveDestination(plan, deps);
  await releaseDatabase({ plan, candidates });
  const compare = async (session: Session, beside: readonly Session[]): Promise<Compared> => {
    const facts = await readSource(backup, job.signal);
    const restored = { plan, folder: at, facts, connection: session.connection };
    const [content = [], structure = []] = await runGroup(job.signal, [
      signal => compareTables([session, ...beside], expected, { ...job, signal }, chosen !== undefined),
      signal => compareDestination(restored, { ...job, signal }, deps),
    ]);
    const programs = archivePrograms(await deps.findPostgres(), backup.manifest);
    const found = await restoredSequences(session, at, { programs: programs.folder }, job.signal);
    const isMade = plan.destination.state === 'missing';
    const database = isMade ? await compareDatabase(session, facts) : [];
    const extensions =
      chosen === undefined ? [compareExtensions(facts.extensions, (await readSourceFacts(session)).extensions)] : [];
    return {
      checks: condenseChecks([
        ...content,
        ...(chosen?.unprovable ?? []),
        ...compareSequences(expected.sequences, found),
        ...structure,
        ...database,
        ...extensions,
      ]),
      notProven: condenseNotProven([
        ...expected.notProven,
        ...(plan.excerpt === undefined ? [] : [notCompared(plan.excerpt)]),
      ]),
      ...(chosen === undefined ? {} : { proof: summariseProof(chosen.proof) }),
    };
  };
  const { jobs } = configuredSandbox(deps.configuration, plan.sandbox).limits;
  return inSessions(() => openSession(candidates, plan.run.runId), jobs, compare, job.signal);
}

/** Compares a database that was made anew with its source: how it was made, and what was set for it afterwards. */
async function compareDatabase(session: Session, source: SourceFacts): Promise<readonly Check[]> {
  const found = await readSourceFacts(session);
  const rights = await readDefaultRights(session);
  return [compareMake(source, found), compareProperties(propertiesOf(source), propertiesOf(found), rights)];
}
