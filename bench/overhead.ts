import { firedrill } from '../dev/demo/firedrill.ts';
import type { BackupOutcome } from '../src/domain/outcomes.ts';
import { stepDurationMs } from '../src/domain/steps.ts';
import { createDatabase, layGround } from './ground.ts';
import { inTurns, median } from './measure.ts';
import { machine, type Result, VERSIONS } from './results-file.ts';

const WANTED_MS = 2_000;

/** A whole run over an empty database: what a backup costs before there is anything to back up, and where that goes. */
export async function benchOverhead(
  options: { readonly rounds: number },
  say: (line: string) => void,
): Promise<Result> {
  const ground = await layGround(
    [{ name: 'empty', database: 'empty', proof: 'full', repository: 'backups' }],
    async cluster => void (await createDatabase(cluster, 'empty')),
    say,
  );
  try {
    const outcomes: BackupOutcome[] = [];
    const run = async () => {
      const { exitCode, data, error } = await firedrill<BackupOutcome>(
        ground.config,
        ['backup', 'empty'],
        () => undefined,
      );
      if (exitCode !== 0) throw new Error(`the backup failed: ${error?.message}`);
      outcomes.push(data);
    };
    const name = 'firedrill backup of an empty database';
    const measured = await inTurns([{ name, run }], options.rounds, say);
    const counted = outcomes.slice(1);
    const steps = (counted[0]?.steps ?? []).map(step => {
      const times = counted.map(outcome =>
        stepDurationMs(outcome.steps.find(other => other.name === step.name) ?? step),
      );
      return [step.name, median(times.flatMap(time => (time === undefined ? [] : [time])))] as const;
    });
    const whole = measured[0]?.medianMs ?? Number.NaN;
    const runMs = median(counted.map(({ durationMs }) => durationMs));
    return {
      benchmark: 'overhead',
      takenAt: new Date().toISOString(),
      machine: machine(),
      versions: { ...VERSIONS, postgresql: ground.cluster.programs.version },
      subject: { database: 'empty', rounds: options.rounds },
      measured,
      ratios: [
        { name: 'seconds', value: whole / 1_000, wanted: `under ${WANTED_MS / 1_000}`, reached: whole < WANTED_MS },
      ],
      details: { runMs, commandMs: whole - runMs, stepsMs: Object.fromEntries(steps) },
    };
  } finally {
    await ground.clear();
  }
}
