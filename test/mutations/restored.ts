import { prepareRestore } from '../activities/restore/prepared-restore.ts';
import type { Sandboxed } from './sandboxed.ts';
import type { Stage } from './stage.ts';

/** Restores a backup for real, into a database that is made for it and dropped with the test. */
export async function restoreForReal(stage: Stage, backup: string): Promise<Sandboxed & { readonly name: string }> {
  const { name, onServer, load, compare, clear } = await prepareRestore(stage, backup, { options: { analyze: true } });
  const { checks } = await load();
  return {
    name,
    sql: async text => {
      await onServer(text);
    },
    examine: async () => {
      const compared = await compare();
      await clear();
      return [...checks, ...compared.checks];
    },
  };
}
