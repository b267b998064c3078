import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { firedrill } from '../dev/demo/firedrill.ts';
import { runSql } from '../dev/stack/postgres-cluster.ts';
import type { RunOutcome } from '../src/domain/outcomes.ts';
import { formatSize } from '../src/domain/sizes.ts';
import { stepDurationMs } from '../src/domain/steps.ts';
import { generateShop } from './database.ts';
import { createDatabase, layGround } from './ground.ts';
import { type Contender, inTurns, median } from './measure.ts';
import { machine, type Ratio, type Result, VERSIONS } from './results-file.ts';

const BARE = 'createdb, then pg_restore -j2 of a local plain dump';
const SCRIPT = 'createdb, then openssl enc -d | gunzip | psql';
const RESTORE = 'firedrill restore, compared, with statistics';
const TEST = 'firedrill restore-test, in a sandbox that flushes to disk';
const FASTER = 1.5;

/** A whole restore beside the bare one that nobody can undercut, and beside the script that many would run on that day. */
export async function benchRestore(
  options: { readonly bytes: number; readonly seed: number; readonly rounds: number },
  say: (line: string) => void,
): Promise<Result> {
  const ground = await layGround(
    [{ name: 'shop', database: 'shop', proof: 'full', repository: 'backups' }],
    async cluster => {
      say(`generating about ${formatSize(options.bytes)} …`);
      await generateShop(await createDatabase(cluster, 'shop'), options.bytes, options.seed);
    },
    say,
  );
  try {
    const { cluster, directory, config } = ground;
    const at = (name: string) => join(directory, name);
    const program = (name: string) => join(cluster.programs.folder, name);
    const into = cluster.url('restored');
    const shell = (line: string) =>
      execa('bash', ['-o', 'pipefail', '-c', line], { env: { PASSPHRASE: 'not secret' } });
    const cipher = 'openssl enc -aes-256-cbc -pbkdf2 -pass env:PASSPHRASE';
    await shell(`${program('pg_dump')} -Fc -Z0 -f ${at('dump')} '${cluster.url('shop')}'`);
    await shell(`${program('pg_dump')} '${cluster.url('shop')}' | gzip | ${cipher} > ${at('script')}`);
    writeFileSync(at('into.url'), into, { mode: 0o600 });
    const outcomes: { [command: string]: RunOutcome[] } = {};
    const command = async (...args: readonly [string, ...string[]]) => {
      const { exitCode, data, error } = await firedrill<RunOutcome>(config, args, () => undefined);
      if (exitCode !== 0) throw new Error(`${args[0]} failed: ${error?.message}`);
      outcomes[args[0]] = [...(outcomes[args[0]] ?? []), data];
    };
    await command('backup', 'shop');
    const fresh = async () =>
      void (await runSql(cluster.url('template1'), 'DROP DATABASE IF EXISTS restored WITH (FORCE)'));
    const contenders: Contender[] = [
      {
        name: BARE,
        prepare: fresh,
        run: async () => {
          await createDatabase(cluster, 'restored');
          await shell(`${program('pg_restore')} -j2 -d '${into}' ${at('dump')}`);
        },
      },
      {
        name: SCRIPT,
        prepare: fresh,
        run: async () => {
          await createDatabase(cluster, 'restored');
          await shell(
            `${cipher} -d -in ${at('script')} | gunzip | ${program('psql')} -q -v ON_ERROR_STOP=1 '${into}' > ${at('out')}`,
          );
        },
      },
      {
        name: RESTORE,
        prepare: fresh,
        run: () => command('restore', 'shop', '--into', `file:${at('into.url')}`, '--create', '--yes'),
      },
      { name: TEST, run: () => command('restore-test', 'shop') },
    ];
    const measured = await inTurns(contenders, options.rounds, say);
    const ms = (name: string) => measured.find(found => found.name === name)?.medianMs ?? Number.NaN;
    const [slower, faster] = [ms(RESTORE) / ms(BARE), ms(SCRIPT) / ms(RESTORE)];
    const ratios: readonly Ratio[] = [
      { name: 'restore / bare restore', value: slower, wanted: 'at most 1', reached: slower <= 1 },
      { name: 'script / restore', value: faster, wanted: `at least ${FASTER}`, reached: faster >= FASTER },
    ];
    const [size] = await runSql<{ bytes: number }>(
      cluster.url('shop'),
      'SELECT pg_database_size(current_database())::float8 AS bytes',
    );
    return {
      benchmark: 'restore',
      takenAt: new Date().toISOString(),
      machine: machine(),
      versions: { ...VERSIONS, postgresql: cluster.programs.version },
      subject: { database: formatSize(size?.bytes ?? 0), seed: options.seed, rounds: options.rounds },
      measured,
      ratios,
      details: { restoreStepsMs: stepsMs(outcomes['restore']), testStepsMs: stepsMs(outcomes['restore-test']) },
    };
  } finally {
    await ground.clear();
  }
}

/** The medians of the steps of some runs, without the one that warmed up. */
function stepsMs(outcomes: readonly RunOutcome[] = []): { readonly [step: string]: number } {
  const counted = outcomes.slice(1);
  const names = counted[0]?.steps.map(({ name }) => name) ?? [];
  const times = (wanted: string) =>
    counted.flatMap(({ steps }) => steps.filter(({ name }) => name === wanted).map(step => stepDurationMs(step) ?? []));
  return Object.fromEntries(names.map(name => [name, median(times(name).flat())]));
}
