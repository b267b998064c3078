import { expect, test } from 'vitest';
import { makeSandbox } from './sandboxes.ts';

test('D10: a sandbox has room for the locks of a dump of many tables', async () => {
  const sandbox = await makeSandbox(15);
  try {
    await sandbox.sql(
      `DO $$ BEGIN FOR i IN 1..8000 LOOP EXECUTE format('CREATE TABLE public.t%s ()', i); END LOOP; END $$`,
    );
    expect(await sandbox.sql(`SELECT FROM pg_class WHERE relname ~ '^t[0-9]+$'`)).toHaveLength(8_000);
  } finally {
    await sandbox.end();
  }
});
