import { statSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { firedrill } from '../dev/demo/firedrill.ts';
import type { BackupOutcome, RestoreTestOutcome, VerifyOutcome } from '../src/domain/outcomes.ts';
import { formatSize } from '../src/domain/sizes.ts';
import { stepDurationMs } from '../src/domain/steps.ts';
import { generateShop } from './database.ts';
import { createDatabase, layGround } from './ground.ts';
import { inTurns, median } from './measure.ts';
import { machine, type Result, VERSIONS } from './results-file.ts';

const ZSTD = 'zstd -d of the same dump >/dev/null';
const OPENSSL = 'openssl enc -d -aes-256-ctr of the same dump >/dev/null';
const VERIFY = 'firedrill verify --read';
const TEST = 'firedrill restore-test';
const MEGABYTE = 1_000_000;

/**
 * How fast stored backups are read: `verify --read` (hash, decrypt, decompress, `pg_restore` to the last block) and the fetch of a
 * restore test, beside the two programs that do a part of it alone. Rates are of stored bytes.
 */
export async function benchReading(
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
    const shell = (line: string) =>
      execa('bash', ['-o', 'pipefail', '-c', line], { env: { PASSPHRASE: 'not secret' } });
    const cipher = 'openssl enc -aes-256-ctr -pbkdf2 -pass env:PASSPHRASE';
    const dump = join(cluster.programs.folder, 'pg_dump');
    await shell(`${dump} -Fc -Z0 '${cluster.url('shop')}' | zstd -q -1 > ${at('dump.zst')}`);
    await shell(`${cipher} -in ${at('dump.zst')} -out ${at('dump.enc')}`);
    const command = async <T>(...args: readonly string[]): Promise<T> => {
      const { exitCode, data, error } = await firedrill<T>(config, args, () => undefined);
      if (exitCode !== 0) throw new Error(`${args[0]} failed: ${error?.message}`);
      return data;
    };
    const { storedBytes, databaseBytes } = await command<BackupOutcome>('backup', 'shop');
    const runsMs: number[] = [];
    const fetchesMs: number[] = [];
    const measured = await inTurns(
      [
        { name: ZSTD, run: async () => void (await shell(`zstd -dc ${at('dump.zst')} > /dev/null`)) },
        { name: OPENSSL, run: async () => void (await shell(`${cipher} -d -in ${at('dump.enc')} > /dev/null`)) },
        {
          name: VERIFY,
          run: async () => {
            const { runs } = await command<{ runs: readonly Pick<VerifyOutcome, 'durationMs'>[] }>(
              'verify',
              'shop',
              '--read',
            );
            runsMs.push(runs[0]?.durationMs ?? Number.NaN);
          },
        },
        {
          name: TEST,
          run: async () => {
            const { steps } = await command<RestoreTestOutcome>('restore-test', 'shop');
            const fetch = steps.find(({ name }) => name === 'fetch');
            fetchesMs.push((fetch && stepDurationMs(fetch)) ?? Number.NaN);
          },
        },
      ],
      options.rounds,
      say,
    );
    const alone = statSync(at('dump.zst')).size;
    const ms = (name: string) => measured.find(found => found.name === name)?.medianMs ?? Number.NaN;
    const rate = (bytes: number, tookMs: number) => Math.round(bytes / MEGABYTE / (tookMs / 1_000));
    return {
      benchmark: 'reading',
      takenAt: new Date().toISOString(),
      machine: machine(),
      versions: { ...VERSIONS, postgresql: cluster.programs.version },
      subject: {
        database: formatSize(databaseBytes),
        stored: formatSize(storedBytes),
        seed: options.seed,
        rounds: options.rounds,
      },
      measured,
      ratios: [],
      details: {
        storedMegabytesPerSecond: {
          [ZSTD]: rate(alone, ms(ZSTD)),
          [OPENSSL]: rate(alone, ms(OPENSSL)),
          [VERIFY]: rate(storedBytes, ms(VERIFY)),
          'its run, without the command': rate(storedBytes, median(runsMs.slice(1))),
          'step fetch of a restore test': rate(storedBytes, median(fetchesMs.slice(1))),
        },
      },
    };
  } finally {
    await ground.clear();
  }
}
