import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { firedrill } from '../dev/demo/firedrill.ts';
import { runSql } from '../dev/stack/postgres-cluster.ts';
import type { BackupOutcome } from '../src/domain/outcomes.ts';
import { formatSize } from '../src/domain/sizes.ts';
import { generateShop } from './database.ts';
import { createDatabase, type GroundTarget, layGround } from './ground.ts';
import { type Contender, inTurns } from './measure.ts';
import { type Profile, profile } from './profile.ts';
import { machine, type Ratio, type Result, VERSIONS } from './results-file.ts';

const DATABASE = 'shop';
const TARGETS: readonly GroundTarget[] = [
  { name: 'proof-off', database: DATABASE, proof: 'off', repository: 'backups' },
  { name: 'proof-off-1-stream', database: DATABASE, proof: 'off', repository: 'backups', streams: 1 },
  { name: 'proof-off-4-streams', database: DATABASE, proof: 'off', repository: 'backups', streams: 4 },
  { name: 'proof-full', database: DATABASE, proof: 'full', repository: 'backups' },
  { name: 'proof-full-s3', database: DATABASE, proof: 'full', repository: 'bucket' },
];
const BARE = 'pg_dump -Fc -Z0 >/dev/null';
const SCRIPT = 'pg_dump | gzip | openssl enc -aes-256-cbc -pbkdf2, then cp';

/** Contenders of which it is told where each processor second goes. */
const PROFILED = [BARE, 'firedrill backup, proof off', 'firedrill backup, proof full'];

/** A whole backup beside the bare dump that nobody can undercut, and beside the script that many run today. */
export async function benchBackup(
  options: { readonly bytes: number; readonly seed: number; readonly rounds: number },
  say: (line: string) => void,
): Promise<Result> {
  const ground = await layGround(
    TARGETS,
    async cluster => {
      say(`generating about ${formatSize(options.bytes)} …`);
      await generateShop(await createDatabase(cluster, DATABASE), options.bytes, options.seed);
    },
    say,
  );
  try {
    const { cluster, directory, config } = ground;
    const dump = join(cluster.programs.folder, 'pg_dump');
    const url = cluster.url(DATABASE);
    const script = join(directory, 'script');
    mkdirSync(join(script, 'uploaded'), { recursive: true });
    const shell = (line: string) =>
      execa('bash', ['-o', 'pipefail', '-c', line], { env: { PASSPHRASE: 'not secret' } });
    const contenders: Contender[] = [
      { name: BARE, run: async () => void (await shell(`${dump} -Fc -Z0 '${url}' > /dev/null`)) },
      {
        name: SCRIPT,
        run: async () =>
          void (await shell(
            `${dump} '${url}' | gzip | openssl enc -aes-256-cbc -pbkdf2 -pass env:PASSPHRASE > ${script}/dump && cp ${script}/dump ${script}/uploaded/ && rm ${script}/dump`,
          )),
      },
      ...TARGETS.map(({ name }) => ({
        name: `firedrill backup, ${name.replaceAll('-', ' ')}`,
        run: async () => {
          const { exitCode, error } = await firedrill<BackupOutcome>(config, ['backup', name], () => undefined);
          if (exitCode !== 0) throw new Error(`the backup failed: ${error?.message}`);
        },
      })),
    ];
    const measured = await inTurns(contenders, options.rounds, say);
    const processorSeconds: { [contender: string]: Profile } = {};
    for (const { name, run } of contenders.filter(contender => PROFILED.includes(contender.name))) {
      say(`profile  ${name}`);
      processorSeconds[name] = await profile(run);
    }
    const ms = (name: string) => measured.find(found => found.name === name)?.medianMs ?? Number.NaN;
    const ratio = (name: string, value: number, limit: number, atLeast: boolean): Ratio => ({
      name,
      value,
      wanted: `at ${atLeast ? 'least' : 'most'} ${limit}`,
      reached: atLeast ? value >= limit : value <= limit,
    });
    const [size] = await runSql<{ bytes: number; rows: number }>(
      url,
      `SELECT pg_database_size(current_database())::float8 AS bytes, (SELECT sum(reltuples)::float8 FROM pg_class WHERE relkind = 'r' AND relnamespace = 'shop'::regnamespace) AS rows`,
    );
    return {
      benchmark: 'backup',
      takenAt: new Date().toISOString(),
      machine: machine(),
      versions: { ...VERSIONS, postgresql: cluster.programs.version },
      subject: {
        database: formatSize(size?.bytes ?? 0),
        rows: size?.rows ?? 0,
        seed: options.seed,
        rounds: options.rounds,
      },
      measured,
      ratios: [
        ratio('proof off / bare dump', ms('firedrill backup, proof off') / ms(BARE), 1, false),
        ratio('proof full / bare dump', ms('firedrill backup, proof full') / ms(BARE), 1.25, false),
        ratio('script / proof full', ms(SCRIPT) / ms('firedrill backup, proof full'), 4, true),
      ],
      processorSeconds,
    };
  } finally {
    await ground.clear();
  }
}
