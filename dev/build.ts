import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { bundleWorkflows } from '../src/worker/workflow-bundle.ts';

/** `npm run build`: JavaScript of `src/` in `dist/`, with the workflows bundled, so that an installed worker starts at once. */
const project = fileURLToPath(new URL('..', import.meta.url));
const dist = join(project, 'dist');
rmSync(dist, { recursive: true, force: true });
await execa('tsc', ['--project', 'tsconfig.build.json'], { cwd: project, preferLocal: true, stdio: 'inherit' });
writeFileSync(join(dist, 'workflow-bundle.js'), await bundleWorkflows());
for (const program of ['client/main.js', 'worker.js']) chmodSync(join(dist, program), 0o755);
