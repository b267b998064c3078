import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { z } from 'zod';
import { loadChinook } from './stack/chinook.ts';
import { writeConfiguration } from './stack/configuration-file.ts';
import { freePort } from './stack/ports.ts';
import { startCluster } from './stack/postgres-cluster.ts';
import { startS3Server } from './stack/s3-server.ts';

/**
 * `npm run dev [-- --dir D] [-- --with s3]`: `firedrill up` and a PostgreSQL with the Chinook data and, if asked, an S3 server,
 * until Ctrl-C. With `--dir` everything stays in that folder and is found again; otherwise it goes away.
 */
const { values } = parseArgs({ options: { dir: { type: 'string' }, with: { type: 'string', multiple: true } } });
const unknown = values.with?.find(part => part !== 's3');
if (unknown !== undefined) {
  process.stderr.write(`error: there is no part "${unknown}"\nhint: npm run dev -- --with s3\n`);
  process.exit(2);
}
const directory = values.dir === undefined ? mkdtempSync(join(tmpdir(), 'firedrill-dev-')) : resolve(values.dir);
mkdirSync(directory, { recursive: true });
chmodSync(directory, 0o711);
const say = (line: string) => void process.stderr.write(`${line}\n`);

const ports = await keptPorts();
const cluster = await startCluster({ directory, port: ports.postgres });
await loadChinook(cluster);
const s3 = values.with === undefined ? undefined : await startS3Server(directory, say, ports.s3);
const temporalAddress = `127.0.0.1:${ports.temporal}`;
const config = writeConfiguration({ directory, cluster, s3, temporalAddress });
say(`PostgreSQL ${cluster.programs.version}  ${cluster.url('chinook')}`);
if (s3 !== undefined) say(`S3         ${s3.endpoint}  bucket ${s3.bucket}, secrets in ${directory}`);
say(`configuration  ${config}\nfor other terminals:  export FIREDRILL_CONFIG=${config}`);

// The terminal sends Ctrl-C to both; `up` ends its own parts first, and this process what they work with.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => up.kill(signal));
const cli = fileURLToPath(new URL('../src/client/main.ts', import.meta.url));
const up = execa(process.execPath, [cli, 'up', '--config', config], {
  stdio: 'inherit',
  reject: false,
  detached: true,
});
const { exitCode } = await up;
await Promise.all([cluster.stop(), s3?.process.stop()]);
if (values.dir === undefined) await rm(directory, { recursive: true, force: true });
process.exit(exitCode ?? 1);

/** The ports of the first start in this folder, so that addresses stay; all on loopback. */
async function keptPorts() {
  const file = join(directory, 'ports.json');
  const schema = z.object({ postgres: z.int(), s3: z.int(), temporal: z.int() });
  if (existsSync(file)) return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const chosen = { postgres: await freePort(), s3: await freePort(), temporal: await freePort(1_000) };
  writeFileSync(file, JSON.stringify(chosen));
  return chosen;
}
