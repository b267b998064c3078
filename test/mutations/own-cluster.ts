import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadChinook } from '../../dev/stack/chinook.ts';
import { startCluster } from '../../dev/stack/postgres-cluster.ts';
import type { SharedCluster } from '../stack/global-setup.ts';

/** A cluster with Chinook that no other test uses: roles and settings of others would be compared, too. */
export async function startOwnCluster(
  major: number,
): Promise<{ readonly cluster: SharedCluster; readonly stop: () => Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), 'fd-own-'));
  chmodSync(directory, 0o711);
  const started = await startCluster({ directory, major });
  await loadChinook(started);
  const { programs, port, password, url, stop } = started;
  return {
    cluster: { major, version: programs.version, programs: programs.folder, port, password, url: url('DATABASE') },
    stop: async () => {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
