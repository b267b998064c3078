import { parseArgs } from 'node:util';
import { parseSize } from '../src/domain/sizes.ts';
import { benchBackup } from './backup.ts';
import { benchMemory } from './memory.ts';
import { benchOverhead } from './overhead.ts';
import { benchReading } from './reading.ts';
import { benchRestore } from './restore.ts';
import { describeResult, keepResult, type Result } from './results-file.ts';

/** `npm run bench -- backup|restore|reading|overhead|memory [--size 1GB] [--seed 1] [--rounds 5] [--json]`; the result is kept in `bench/results/`. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '1GB' },
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean' },
  },
});
const say = (line: string) => void process.stderr.write(`${line}\n`);
const bytes = parseSize(values.size);
const [seed, rounds] = [Number(values.seed), Number(values.rounds)];
const [name] = positionals;
if (bytes === undefined || !Number.isInteger(seed) || !Number.isInteger(rounds) || rounds < 1) {
  say('error: --size, --seed or --rounds cannot be understood\nhint: npm run bench -- backup --size 1GB --rounds 5');
  process.exit(2);
}
const BENCHMARKS: { readonly [name: string]: () => Promise<Result> } = {
  backup: () => benchBackup({ bytes, seed, rounds }, say),
  restore: () => benchRestore({ bytes, seed, rounds }, say),
  reading: () => benchReading({ bytes, seed, rounds }, say),
  overhead: () => benchOverhead({ rounds }, say),
  memory: () => benchMemory({ bytes, seed }, say),
};
const bench = BENCHMARKS[name ?? ''];
if (bench === undefined) {
  say(
    `error: say which benchmark\nhint: ${Object.keys(BENCHMARKS)
      .map(known => `npm run bench -- ${known}`)
      .join(', ')}`,
  );
  process.exit(2);
}
const result = await bench();
const file = keepResult(result);
process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : `${describeResult(result)}\n`);
say(`kept in ${file}`);
process.exit();
