import { count } from '../../domain/counting.ts';
import { type Diagnosis, diagnosisExitCode, type Finding } from '../../domain/diagnosis.ts';
import { EXIT } from '../../domain/failures.ts';
import { VERSION } from '../../version.ts';
import { type Cli, FailureWithData, makeCommand, runCommand } from '../cli.ts';
import { refuseExisting, writeBundle } from '../diagnosis/bundle.ts';
import { type Examined, examineAll } from '../diagnosis/examination.ts';
import { layOutFindings } from '../output/findings.ts';
import { chooseTarget } from '../targets.ts';

/** `firedrill doctor [target]` */
export const command = makeCommand('doctor [target]', {
  examples: [
    'firedrill doctor orders',
    'firedrill doctor --sweep',
    'firedrill doctor orders --indexes   # reads every index of the source',
    'firedrill doctor --json --bundle for-support.json',
  ],
  exitCodes: [
    [0, 'all that was examined is ok; what could not be asked is listed as skipped'],
    [1, 'something failed: a backup or a restore test would, too'],
    [3, 'nothing failed, with warnings'],
    [10, 'no such target or namespace'],
    [11, 'with --sweep or --indexes: another doctor is at work on the target'],
    [20, 'Temporal or a worker does not answer; what can be seen from here was examined'],
    [130, 'let go of'],
  ],
})
  .argument('[target]', 'name of the target; all of them where it is left out')
  .option('--sweep', 'first remove what dead runs have left')
  .option('--indexes', 'also read every B-tree index on the source (pg_amcheck), one at a time; takes long')
  .option('--bundle <file>', 'also write findings, versions and configuration, without secrets, for whoever helps')
  .action((name, options) => runCommand(options, cli => doctor(cli, name, options)));

interface DoctorOptions {
  readonly sweep?: boolean;
  readonly indexes?: boolean;
  readonly bundle?: string;
}

/** A finding with the target it is about; null where it is about all of them. */
type ToldFinding = Finding & { readonly target: string | null };

async function doctor(cli: Cli, name: string | undefined, options: DoctorOptions): Promise<void> {
  const { sweep, indexes, bundle } = options;
  const configuration = cli.configuration();
  const targets = (name === undefined ? configuration.targets : [chooseTarget(configuration, name)]).map(
    each => each.name,
  );
  if (bundle !== undefined) refuseExisting(bundle);
  const letGo = releaseOf(cli);
  let examined: Examined;
  try {
    examined = await examineAll(configuration, targets, { sweep, indexes }, letGo.signal);
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
