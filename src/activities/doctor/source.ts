import { type Finding, findingsOf } from '../../domain/diagnosis.ts';
import type { Policy } from '../../domain/policies.ts';
import { judgeRights } from '../../domain/rights-diagnosis.ts';
import {
  judgeClock,
  judgeLoad,
  judgePassword,
  judgePooler,
  judgeRole,
  judgeServer,
  judgeStandby,
} from '../../domain/source-diagnosis.ts';
import { isLoopback } from '../../domain/transport.ts';
import { judgeSourceTransport } from '../../domain/transport-diagnosis.ts';
import { configuredPolicy, configuredTarget } from '../configured.ts';
import type { Deps } from '../deps.ts';
import type { Job } from '../lib/job.ts';
import { type Connection, describeConnection } from '../postgres/connection.ts';
import { quoteIdentifier, quoteQualified } from '../postgres/identifiers.ts';
import { inSession } from '../postgres/in-session.ts';
import { assertObjectsReadable, findUnreadable, readOmissions } from '../postgres/rights.ts';
import { openSession, type Session } from '../postgres/session.ts';
import { sourceConnections } from '../postgres/source-session.ts';
import { readTransport } from '../postgres/transport.ts';
import { chooseDumpPrograms } from '../postgres/versions.ts';
import { examine } from './examine.ts';
import { countRelations, readLoad, readRole, readServer, readSizes, readStandby } from './source-queries.ts';

const source = findingsOf('source');

/** What the other groups must know of the source. */
export interface SourceState {
  readonly major: number;
  /** Bytes of tables; absent where a lock was in the way. */
  readonly tableBytes?: number;
  /** Where the server on this host keeps its data; absent where it is elsewhere, or the role may not know. */
  readonly dataFolder?: string;
}

export interface DiagnosedSource {
  readonly findings: readonly Finding[];
  /** Absent where the server did not answer. */
  readonly state?: SourceState;
}

const DOCTOR = 'firedrill doctor';

/** Examines the server of a target as a backup would meet it. Changes nothing there. Throws NotFound for an unknown target. */
export async function diagnoseSource(
  { target: name }: { readonly target: string },
  { signal }: Job,
  deps: Deps,
): Promise<DiagnosedSource> {
  const target = configuredTarget(deps.configuration, name);
  const { dump } = configuredPolicy(deps.configuration, target.policy);
  let session: Session | undefined;
  const unreachable = await examine('source', 'server', async () => {
    session = await openSession(sourceConnections(target, dump, deps.readSecret), DOCTOR);
    return [];
  });
  if (session === undefined) {
    const rest = source.skipped('everything else', 'the server could not be asked');
    return { findings: [...unreachable, rest] };
  }
  return inSession(session, opened => diagnoseSession(opened, dump, signal, deps));
}

/** Connections of a backup besides one for each stream: the proof's, and the one of the globals. */
const OTHER_CONNECTIONS = 2;

async function diagnoseSession(
  session: Session,
  { streams, connections = streams + OTHER_CONNECTIONS }: Policy['dump'],
  signal: AbortSignal,
  deps: Deps,
): Promise<DiagnosedSource> {
  const { connection } = session;
  await session.query(`SET lock_timeout = '2s'`);
  const server = await readServer(session);
  signal.throwIfAborted();
  const findings = [
    judgeServer(describeConnection(connection), server.version, server.major, Date.now()),
    ...(await examine('source', 'role', async () => judgeRole(await readRole(session)))),
    judgePassword(quoteIdentifier(connection.user), passwordKind(connection)),
    ...(await examine('source', 'transport', async () => judgeSourceTransport(await readTransport(session)))),
    judgePooler(session.announcedPid, server.pid),
    ...(await examine('source', 'programs', () => findPrograms(server.major, deps))),
    ...(await examine('source', 'rights', () => findRights(session))),
    ...(await examine('source', 'large objects', () => findObjects(session))),
    ...(await examine('source', 'omissions', () => findOmissions(session))),
    judgeClock(server.skewMs),
    ...(await examine('source', 'standby', async () => judgeStandby(await readStandby(session)))),
    ...(await examine('source', 'locks', async () =>
      judgeLoad({
        ...(await readLoad(session)),
        neededConnections: Math.min(connections, streams + OTHER_CONNECTIONS),
      }),
    )),
  ];
  const sizes = await readSizes(session);
  const dataFolder = isHere(connection) ? server.dataFolder : undefined;
  return { findings, state: { major: server.major, ...sizes, ...(dataFolder ? { dataFolder } : {}) } };
}

function passwordKind({ password }: Connection) {
  if (password === undefined) return 'none';
  return password === 'postgres' ? 'default' : 'own';
}

function isHere({ host, keywords }: Connection): boolean {
  return host.startsWith('/') || isLoopback(keywords['hostaddr'] ?? host);
}

async function findPrograms(major: number, deps: Deps): Promise<Finding> {
  const { programs, warning } = chooseDumpPrograms(await deps.findPostgres(), major);
  if (warning === undefined) return source.ok('programs', `pg_dump ${programs.version}`);
  const hint = `Debian: apt-get install postgresql-client-${major}; or name a folder of programs in postgres.binaries`;
  return source.warning('programs', warning, hint);
}

async function findRights(session: Session): Promise<readonly Finding[]> {
  const unreadable = await findUnreadable(session);
  return judgeRights(
    quoteIdentifier(session.connection.user),
    await countRelations(session),
    unreadable.map(({ schema, name, isSequence, missing }) => ({
      schema: quoteIdentifier(schema),
      name: quoteQualified({ schema, name }),
      kind: isSequence ? 'sequence' : 'table',
      missing,
    })),
  );
}

async function findObjects(session: Session): Promise<Finding> {
  await assertObjectsReadable(session);
  return source.ok('large objects', 'all are readable, or there are none');
}

async function findOmissions(session: Session): Promise<readonly Finding[]> {
  const omissions = await readOmissions(session);
  if (omissions.length === 0) return [source.ok('omissions', 'none: a dump by this role leaves nothing out')];
  return omissions.map(sentence =>
    source.warning('omissions', sentence, 'docs/least-privilege.md says what each right opens'),
  );
}
