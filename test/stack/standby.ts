import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { serverAccount } from '../../dev/stack/account.ts';
import { type PostgresCluster, startCluster } from '../../dev/stack/postgres-cluster.ts';

/** Copies a running cluster into a folder and starts the copy as its standby. */
export async function startStandby(
  primary: PostgresCluster,
  directory: string,
  settings: { readonly [name: string]: string } = {},
): Promise<PostgresCluster> {
  const data = join(directory, `postgres-${primary.programs.major}`);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o711);
  const account = await serverAccount();
  if (account !== undefined) chownSync(data, account.uid, account.gid);
  await execa(
    join(primary.programs.folder, 'pg_basebackup'),
    ['--checkpoint=fast', '--write-recovery-conf', `--pgdata=${data}`, `--dbname=${primary.url('postgres')}`],
    { cwd: '/', ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }) },
  );
  return startCluster({ directory, major: primary.programs.major, settings });
}
