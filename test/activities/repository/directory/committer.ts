import { join } from 'node:path';
import { directoryStore } from '../../../../src/activities/repository/directory/directory-store.ts';
import { artifactName, spoolArtifact } from '../../../../src/activities/spool/artifact.ts';
import { inParts, threeParts } from '../contract/object-in-parts.ts';
import { never } from '../contract/open-store.ts';

/** A process that puts objects into folders of a repository in every way there is, a manifest last, says so, and ends. */
const [root = '', spool = ''] = process.argv.slice(2);
const store = directoryStore(root);
const at = (way: string) => `targets/orders/backups/${way}/object`;
const ignore = () => undefined;

const spooled = await spoolArtifact(
  { path: spool },
  {
    name: artifactName('spooled'),
    role: 'archive',
    restoreOrder: 1,
    form: 'sql',
    programs: [{ file: 'seq', args: ['9'] }],
  },
  { key: { keyId: 'k', bytes: Buffer.alloc(32, 7) }, context: { repository: 'r', target: 'orders', backup: 'one' } },
  1_000_000,
  never,
);
const parts = [{ sizeBytes: spooled.sizeBytes, sha256: spooled.sha256, open: () => process.stdin }];
const { sizeBytes, partSizeBytes } = spooled;
const file = join(spool, spooled.object);
await store.upload({ key: at('linked'), sizeBytes, partSizeBytes, parts, file }, never, ignore);
await store.upload(inParts(at('uploaded'), threeParts()), never, ignore);
const growing = await store.begin(at('grown'));
await growing.add(threeParts(), never);
await growing.complete(never);
await store.putIfAbsent(at('put'), Buffer.from('small'));
await store.putIfAbsent(at('manifest'), Buffer.from('{}'));
process.stdout.write('committed');
