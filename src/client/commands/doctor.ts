import type { Configuration } from '../../config/configuration.ts';
import { count } from '../../domain/counting.ts';
import {
  type Diagnosis,
  diagnosisExitCode,
  type Finding,
  findingOfFailure,
  findingsOf,
} from '../../domain/diagnosis.ts';
import { judgeWorkerVersion } from '../../domain/engine-diagnosis.ts';
import { EXIT, Failure } from '../../domain/failures.ts';
import { judgeEngineTransport } from '../../domain/transport-diagnosis.ts';
import { VERSION } from '../../version.ts';
import { type Cli, FailureWithData, makeCommand, runCommand } from '../cli.ts';
import { refuseExisting, writeBundle } from '../diagnosis/bundle.ts';
import { type DiagnosedEngine, diagnoseEngine } from '../diagnosis/engine.ts';
import { runDiagnosis } from '../diagnosis/run-diagnosis.ts';
import { layOutFindings } from '../output/findings.ts';
import { chooseTarget } from '../targets.ts';
import { connectEngine, type Engine } from '../temporal.ts';

/** `firedrill doctor [target]` */
export const command = makeCommand('doctor [target]', {
  examples: [
    'firedrill doctor orders',
    'firedrill doctor --sweep',
    'firedrill doctor --json --bundle for-support.json',
  ],
  exitCodes: [
    [0, 'all that was examined is ok; what could not be asked is listed as skipped'],
    [1, 'something failed: a backup or a restore test would, too'],
    [3, 'nothing failed, with warnings'],
    [10, 'no such target or namespace'],
    [11, 'with --sweep: another doctor is at work on the target'],
    [20, 'Temporal or a worker does not answer; what can be seen from here was examined'],
    [130, 'let go of'],
  ],
})
  .argument('[target]', 'name of the target; all of them where it is left out')
  .option('--sweep', 'first remove what dead runs have left')
  .option('--bundle <file>', 'also write findings, versions and configuration, without secrets, for whoever helps')
  .action((name, options) => runCommand(options, cli => doctor(cli, name, options)));

interface DoctorOptions {
  readonly sweep?: boolean;
  readonly bundle?: string;
}

/** A finding with the target it is about; null where it is about all of them. */
type ToldFinding = Finding & { readonly target: string | null };

async function doctor(cli: Cli, name: string | undefined, { sweep, bundle }: DoctorOptions): Promise<void> {
  const configuration = cli.configuration();
  const targets = (name === undefined ? configuration.targets : [chooseTarget(configuration, name)]).map(
    each => each.name,
  );
  if (bundle !== undefined) refuseExisting(bundle);
  const letGo = releaseOf(cli);
  let examined: Examined;
  try {
    examined = await examineAll(configuration, targets, sweep ?? false, letGo.signal);
  } finally {
    letGo.end();
  }
  const { engine, diagnoses, detached } = examined;
  const findings: readonly ToldFinding[] = [
    ...engine.findings.map(finding => ({ target: null, ...finding })),
    ...diagnoses.flatMap(({ target, findings: own }) => own.map(finding => ({ target, ...finding }))),
  ];
  const workers = diagnoses.map(({ target, host, workerVersion, swept }) => ({ target, host, workerVersion, swept }));
  if (bundle !== undefined) {
    const versions = { firedrill: VERSION, node: process.versions.node, temporalServer: engine.serverVersion ?? null };
    const platform = `${process.platform} ${process.arch}`;
    const content = { versions, platform, workers, settings: configuration.settings, findings };
    writeBundle(bundle, { schemaVersion: 1, kind: 'doctor-bundle', createdAt: new Date().toISOString(), ...content });
    cli.console.note(`wrote ${bundle}: findings, versions and configuration, without secrets`);
  }
  show(cli, engine.findings, diagnoses);
  if (engine.failure !== undefined) {
    const { kind, message, hint } = engine.failure;
    throw new FailureWithData(kind, message, { hint, cause: engine.failure, data: { findings, workers } });
  }
  cli.console.document('doctor', { findings, workers });
  if (detached) cli.console.note('let go of; the examination goes on and removes what it tried');
  cli.exit(detached ? EXIT.detached : diagnosisExitCode(findings));
}

interface Examined {
  readonly engine: DiagnosedEngine;
  readonly diagnoses: readonly Diagnosis[];
  readonly detached: boolean;
}

async function examineAll(
  configuration: Configuration,
  targets: readonly string[],
  sweep: boolean,
  letGo: AbortSignal,
): Promise<Examined> {
  const own = ownFindings(configuration);
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
    const found = await Promise.all(targets.map(target => runDiagnosis(engine, { target, sweep }, letGo)));
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

/** What is known without asking anybody. */
function ownFindings({ file, targets, temporal: { address, tls } }: Configuration): readonly Finding[] {
  const words = `${file ?? 'the environment'}: ${count(targets.length, 'target')}`;
  const isTls = tls !== undefined && tls !== false;
  return [findingsOf('engine').ok('configuration', words), judgeEngineTransport(address, isTls)];
}

/** One finding for each host that answered. */
function versionFindings(diagnoses: readonly Diagnosis[]): readonly Finding[] {
  const hosts = new Map(diagnoses.map(({ host, workerVersion }) => [host, workerVersion]));
  return [...hosts]
    .filter(([, version]) => version !== 'unknown')
    .map(([host, version]) => judgeWorkerVersion(VERSION, host, version));
}

/** Ctrl-C and --timeout let go. */
function releaseOf({ options: { timeout } }: Cli) {
  const letGo = new AbortController();
  const release = () => letGo.abort();
  process.on('SIGINT', release);
  const timer = timeout === undefined ? undefined : setTimeout(release, timeout);
  return {
    signal: letGo.signal,
    end: () => {
      process.removeListener('SIGINT', release);
      clearTimeout(timer);
    },
  };
}

function show({ console }: Cli, engine: readonly Finding[], diagnoses: readonly Diagnosis[]): void {
  console.result(layOutFindings(engine, console));
  for (const { target, host, findings, swept } of diagnoses) {
    console.result(`\n${target}, examined on ${host}\n${layOutFindings(findings, console)}`);
    if (swept !== undefined) console.note(`${target}: removed ${count(swept, 'leftover')} of dead runs`);
  }
}
