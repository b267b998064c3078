import { type Finding, findingOfFailure, findingsOf } from '../../domain/diagnosis.ts';
import { judgeHistoryRetention, judgeSearchAttributes } from '../../domain/engine-diagnosis.ts';
import { Failure } from '../../domain/failures.ts';
import { SEARCH_ATTRIBUTES } from '../../domain/search-attributes.ts';
import { explainEngineError } from '../engine-errors.ts';
import { assertWorker, type Engine } from '../temporal.ts';

const engine = findingsOf('engine');

/** What is seen of Temporal from here, and why nothing can be examined, where nothing can. */
export interface DiagnosedEngine {
  readonly findings: readonly Finding[];
  /** Absent where a worker polls. */
  readonly failure?: Failure;
  /** Absent where the server does not tell. */
  readonly serverVersion?: string;
}

/** Examines the engine as far as a client sees it: namespace, retention, search attributes, whether a worker polls. */
export async function diagnoseEngine(connected: Engine): Promise<DiagnosedEngine> {
  const { namespace, connection, taskQueue } = connected;
  try {
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    const described = await connection.workflowService.describeNamespace({ namespace });
    const seconds = described.config?.workflowExecutionRetentionTtl?.seconds;
    const findings = [
      engine.ok('temporal', `${serverVersion || 'a server'} answers, namespace ${namespace}`),
      judgeHistoryRetention(namespace, seconds ? Number(seconds) * 1_000 : null),
      judgeSearchAttributes(namespace, await missingAttributes(connected)),
    ];
    const failure = await failureOf(() => assertWorker(connected));
    findings.push(
      failure === undefined
        ? engine.ok('worker', `polls task queue ${taskQueue}`)
        : findingOfFailure('engine', 'worker', failure),
    );
    return { findings, failure, ...(serverVersion ? { serverVersion } : {}) };
  } catch (error) {
    const failure = explainEngineError(error);
    if (failure === undefined) throw error;
    return { findings: [findingOfFailure('engine', 'temporal', failure)], failure };
  }
}

async function failureOf(work: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** Search attributes that are not registered; undefined where this client may not ask. */
async function missingAttributes({ connection, namespace }: Engine): Promise<readonly string[] | undefined> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return Object.values(SEARCH_ATTRIBUTES).filter(name => customAttributes?.[name] === undefined);
  } catch {
    return undefined;
  }
}
