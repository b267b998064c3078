import { execa } from 'execa';
import type { TestDatabase } from '../stack/databases.ts';

/**
 * Runs a line as people write it into a script: by bash with its own rules, without `pipefail`, in a folder of the test. The programs
 * of PostgreSQL are those of the database's server, and DATABASE_URL names the database unless the test says otherwise.
 */
export async function runLine(
  line: string,
  database: TestDatabase,
  cwd: string,
  variables: { readonly [name: string]: string } = {},
): Promise<{ readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string }> {
  const PATH = `${database.cluster.programs}:${process.env['PATH']}`;
  const env = { PATH, DATABASE_URL: database.url, PGPASSWORD: database.cluster.password, ...variables };
  const { exitCode, stdout, stderr } = await execa('bash', ['-c', line], { cwd, env, extendEnv: false, reject: false });
  return { exitCode, stdout, stderr };
}
