import { findPostgres } from '../../tools/postgres.ts';
import { findProgram } from '../../tools/programs.ts';
import { findTemporal } from '../../tools/temporal.ts';
import { VERSION } from '../../version.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { layOutColumns } from '../output/columns.ts';

/** `firedrill version` */
export const command = makeCommand('version', {
  examples: ['firedrill version', 'firedrill version --json'],
  exitCodes: [[0, 'done']],
}).action(options => runCommand(options, version));

async function version(cli: Cli): Promise<void> {
  const folders = (process.env['FIREDRILL_POSTGRES_BINARIES'] ?? '').split(':').filter(folder => folder !== '');
  const [postgres, zstd, temporal] = await Promise.all([
    findPostgres(folders, process.env),
    findProgram('zstd', process.env),
    findTemporal(process.env),
  ]);
  const programs = [
    { name: 'node', version: process.versions.node, path: process.execPath },
    ...postgres.map(({ version: found, folder, major }) => ({
      name: `postgresql-${major}`,
      version: found,
      path: folder,
    })),
    ...(zstd ? [{ name: 'zstd', version: zstd.version, path: zstd.path }] : []),
    ...(temporal ? [{ name: 'temporal', version: temporal.version, path: temporal.path }] : []),
  ];
  cli.console.document('version', { version: VERSION, programs });
  cli.console.result(
    layOutColumns([['firedrill', VERSION], ...programs.map(({ name, version: found, path }) => [name, found, path])]),
  );
}
