import { parseArgs } from 'node:util';
import { parseSize } from '../src/domain/sizes.ts';
import { benchBackup } from './backup.ts';
import { benchOverhead } from './overhead.ts';
import { describeResult, keepResult } from './results-file.ts';

/** `npm run bench -- backup|overhead [--size 1GB] [--seed 1] [--rounds 5] [--json]`; the result is kept in `bench/results/`. */
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
if (name !== 'backup' && name !== 'overhead') {
  say('error: say which benchmark\nhint: npm run bench -- backup, or npm run bench -- overhead');
  process.exit(2);
}
const result =
  name === 'backup' ? await benchBackup({ bytes, seed, rounds }, say) : await benchOverhead({ rounds }, say);
const file = keepResult(result);
process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : `${describeResult(result)}\n`);
say(`kept in ${file}`);
process.exit();
