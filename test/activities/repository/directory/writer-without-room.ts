import { directoryStore } from '../../../../src/activities/repository/directory/directory-store.ts';
import { Failure } from '../../../../src/domain/failures.ts';
import { inParts } from '../contract/object-in-parts.ts';
import { never } from '../contract/open-store.ts';

/**
 * A process that tries every way of writing into the repository given to it, and prints the failures' kinds as JSON. With
 * `unprivileged` it gives up being root first, whom no mode of a folder stops.
 */
const [root = '', rights] = process.argv.slice(2);
if (rights === 'unprivileged' && process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(65_534);
  process.setuid?.(65_534);
}
const store = directoryStore(root);
const content = Buffer.alloc(1_048_576, 1);
const kindOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'stored',
    error => (error instanceof Failure ? error.kind : String(error)),
  );
const kinds = {
  putIfAbsent: await kindOf(store.putIfAbsent('targets/one', content)),
  replace: await kindOf(store.replace('targets/two', content)),
  upload: await kindOf(store.upload(inParts('targets/three', content), never, () => undefined)),
};
const listed = await Array.fromAsync(store.list(''));
process.stdout.write(JSON.stringify({ kinds, listed: listed.length }));
