import type { Configuration } from '../../config/configuration.ts';
import { count } from '../../domain/counting.ts';
import {
  type Diagnosis,
  type Finding,
  findingOfFailure,
  findingsOf,
  type StartDiagnosis,
} from '../../domain/diagnosis.ts';
import { judgeWorkerVersion } from '../../domain/engine-diagnosis.ts';
import { Failure } from '../../domain/failures.ts';
import { judgeEngineTransport } from '../../domain/transport-diagnosis.ts';
import { readTlsVersion } from '../../temporal/tls-version.ts';
import { VERSION } from '../../version.ts';
import { connectEngine, type Engine } from '../temporal.ts';
import { type DiagnosedEngine, diagnoseEngine } from './engine.ts';
import { runDiagnosis } from './run-diagnosis.ts';

/** What came of all examinations. */
export interface Examined {
  readonly engine: DiagnosedEngine;
  readonly diagnoses: readonly Diagnosis[];
  /** Whether a person let go before all targets were examined. */
  readonly detached: boolean;
}

/** Examines the engine from here and, where a worker polls, every target there, side by side. Throws TargetBusy. */
export async function examineAll(
  configuration: Configuration,
  targets: readonly string[],
  asked: Omit<StartDiagnosis, 'target'>,
  letGo: AbortSignal,
): Promise<Examined> {
  const own = await ownFindings(configuration);
  let engine: Engine;
  try {
    engine = await connectEngine(configuration);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const findings = [...own, findingOfFailure('engine', 'temporal', error)];
    return { engine: { findings, failure: error }, diagnoses: [], detached: false };
  }
  try {
    const seen = await diagnoseEngine(engine);
    const known = { ...seen, findings: [...own, ...seen.findings] };
    if (seen.failure !== undefined) return { engine: known, diagnoses: [], detached: false };
    const found = await Promise.all(targets.map(target => runDiagnosis(engine, { target, ...asked }, letGo)));
    const diagnoses = found.filter(diagnosis => diagnosis !== undefined);
    return {
      engine: { ...known, findings: [...known.findings, ...versionFindings(diagnoses)] },
      diagnoses,
      detached: diagnoses.length < targets.length,
    };
  } finally {
    await engine.close();
  }
}

/** What is known without a client. */
async function ownFindings({ file, targets, temporal }: Configuration): Promise<readonly Finding[]> {
  const words = `${file ?? 'the environment'}: ${count(targets.length, 'target')}`;
  const version = await readTlsVersion(temporal);
  return [
    findingsOf('engine').ok('configuration', words),
    judgeEngineTransport(temporal.address, Boolean(temporal.tls), version),
  ];
}

/** One finding for each host that answered. */
function versionFindings(diagnoses: readonly Diagnosis[]): readonly Finding[] {
  const hosts = new Map(diagnoses.map(({ host, workerVersion }) => [host, workerVersion]));
  return [...hosts]
    .filter(([, version]) => version !== 'unknown')
    .map(([host, version]) => judgeWorkerVersion(VERSION, host, version));
}
