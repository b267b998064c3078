import { Readable } from 'node:stream';
import { directoryStore } from '../../../../src/activities/repository/directory/directory-store.ts';
import { inParts, threeParts, withSource } from '../contract/object-in-parts.ts';
import { never } from '../contract/open-store.ts';

/**
 * A process that writes into the repository given to it until it is killed: the parts of one `upload`, the second of which never
 * ends, with a dot on stdout for each that arrived; or large objects without end, by `putIfAbsent` or `replace`.
 */
const [root = '', work] = process.argv.slice(2);
const store = directoryStore(root);
if (work === 'upload') {
  const endless = () => new Readable({ read: () => undefined });
  const stuck = withSource(inParts('targets/orders/main', threeParts()), 1, endless);
  // Keeps the process alive while it waits for bytes that never come.
  setInterval(() => undefined, 1_000);
  await store.upload(stuck, never, () => void process.stdout.write('.'));
}
const body = Buffer.alloc(64 * 1_048_576, 7);
for (let index = 0; ; index += 1) {
  if (work === 'putIfAbsent') await store.putIfAbsent(`targets/orders/${index}`, body);
  else await store.replace('targets/orders/replaced', body);
}
