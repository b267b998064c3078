import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { openCache } from '../tools/cache.ts';

const SOURCE = fileURLToPath(new URL('..', import.meta.url));
/** Built packages carry their bundle; a checkout bundles on first use. */
const PREBUILT = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));

/** Bundles the workflows, with all that they import, into the text that a worker runs. */
export async function bundleWorkflows(): Promise<string> {
  const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(SOURCE, 'workflows', `index.${extension}`),
    logger: { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: complain, error: complain },
  });
  return code;
}

function ignore() {
  return undefined;
}

function complain(message: string) {
  process.stderr.write(`${message}\n`);
}

/** The path of a bundle of the workflows as they are now, made once for each state of the source. */
export async function workflowBundle(): Promise<string> {
  if (existsSync(PREBUILT)) return PREBUILT;
  const files = globSync(['workflows/**/*.{ts,js}', 'domain/**/*.{ts,js}'], { cwd: SOURCE }).toSorted();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(SOURCE, file)));
  const folder = join(openCache(process.env), 'bundles');
  const path = join(folder, `${hash.digest('hex').slice(0, 32)}.js`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, await bundleWorkflows());
  renameSync(temporary, path);
  return path;
}
