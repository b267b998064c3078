import { startVitest } from 'vitest/node';

/** `npm run mutations`: plants every fault of test/mutations, and writes into docs/proof.md what found each of them. */
process.env['WRITE_MUTATIONS'] = 'yes';
const vitest = await startVitest('test', ['test/mutations/'], { run: true, watch: false });
await vitest.close();
