import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../src/worker/workflow-bundle.ts';
import { brokenArrows } from './house/arrows.ts';

/** The part of `npm run check` that no tool knows: dependencies point one way, and the workflows bundle. */
const broken = brokenArrows(fileURLToPath(new URL('../src', import.meta.url)));
for (const line of broken) process.stderr.write(`src/${line}\n`);
const bundle = await bundleWorkflows();
process.stdout.write(
  `arrows: ${broken.length === 0 ? 'all point one way' : `${broken.length} broken`}; workflow bundle: ${Math.round(bundle.length / 1_024)} KiB\n`,
);
process.exitCode = broken.length === 0 ? 0 : 1;
