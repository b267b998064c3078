import { once } from 'node:events';
import { join } from 'node:path';
import { createKeyFile, readKeyFile } from '../../../src/activities/keys/key-file.ts';

/** A process that waits for a sign and then makes or reads each of many keys, and prints what it found as JSON. */
const [folder = '', count = '0'] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const found = Array.from({ length: Number(count) }, (_, index) => {
  const path = join(folder, `key-${index}`);
  const made = createKeyFile(path);
  return { made: made !== undefined, fingerprint: (made ?? readKeyFile(path)).fingerprint };
});
process.stdout.write(`${JSON.stringify(found)}\n`);
process.stdin.destroy();
