import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Failure } from '../src/domain/failures.ts';
import { backUp, damageArtifact, killWorker, testRestore } from './demo/acts.ts';
import { openScreen, PromiseBroken, type Screen } from './demo/screen.ts';
import { type Stage, setStage } from './demo/stage.ts';

/**
 * `npm run demo [-- --s3] [-- --keep]`: the main job on real parts, in one minute, with a worker killed and an artifact damaged
 * on the way. Ends with 0 only if every step showed what it promised, and leaves nothing behind.
 */
const { values } = parseArgs({ options: { s3: { type: 'boolean' }, keep: { type: 'boolean' } } });
const screen = openScreen(process.stdout);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());
// A reader that went away, as `head` does: what was started must end nevertheless.
process.stdout.on('error', () => interrupted.abort());

let stage: Stage | undefined;
/** Settles when the servers stand, or have been taken down again because one did not start. */
let staged: Promise<unknown> = Promise.resolve();
try {
  screen.say('Firedrill demo: real servers on this machine, nothing simulated.\n');
  await Promise.race([play(), interruption()]);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
} finally {
  await staged;
  await stage?.strike();
  if (stage !== undefined && !existsSync(stage.directory)) screen.say('Everything was stopped, nothing is left.');
}
// A command that was interrupted may still hold a connection.
process.exit();

function explain(error: unknown): string {
  if (error instanceof PromiseBroken) return `the demo did not show what it promised: ${error.message}`;
  if (error instanceof Failure) return `${error.message}\nhint: ${error.hint ?? 'none is known'}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function play(): Promise<void> {
  await screen.step('start', async live => {
    const setting = setStage({ s3: values.s3 ?? false }, live);
    staged = setting.then(
      set => {
        stage = set;
      },
      () => undefined,
    );
    const { cluster, s3, temporal } = await setting;
    const place = s3 === undefined ? 'a directory' : 'an S3 server';
    return {
      found: `Temporal at ${temporal.address}, PostgreSQL ${cluster.programs.version}, ${place}, two workers`,
      lesson: `The database is Chinook, a music shop. Runs can be watched in the Temporal UI: ${temporal.uiAddress}`,
    };
  });
  if (stage !== undefined) await playOn(stage, screen);
}

async function playOn(on: Stage, { step, say }: Screen): Promise<void> {
  await step('backup', live => backUp(on, live));
  const { evidence } = await step('restore test', live => testRestore(on, live));
  await step('a worker dies', live => killWorker(on, live));
  await step('a byte rots', live => damageArtifact(on, live));
  say(`evidence     ${evidence}`);
  say(`Temporal UI  ${on.temporal.uiAddress}`);
  if (!values.keep) {
    say('             (both end with the demo; keep them with: npm run demo -- --keep)\n');
    return;
  }
  say(`\nTry it: npm run -s firedrill -- status --config ${on.config}`);
  say('Ctrl-C ends everything.');
  await once(interrupted.signal, 'abort');
}

async function interruption(): Promise<void> {
  await once(interrupted.signal, 'abort');
  if (!values.keep) throw new PromiseBroken('it was interrupted');
}
