import { FAILURES, Failure } from '../../domain/failures.ts';
import type { SealedManifest } from '../../domain/manifest.ts';
import type { KeyPaths } from '../../domain/policies.ts';
import { describeRepository, type Repository } from '../../domain/repositories.ts';
import { parseBackupChoice } from '../../domain/selection.ts';
import type { ServerProfile } from '../../domain/server-profile.ts';
import { describeBackup } from '../backup-description.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { readLocally } from '../local-time.ts';
import { readBackups } from '../reading/backups.ts';
import { pickIn } from '../reading/choice.ts';
import { readKeptSandboxes } from '../reading/kept-sandboxes.ts';
import { readLastReadings } from '../reading/readings.ts';
import { readSourceFacts } from '../reading/source-facts.ts';
import { chooseTarget, policyOf, repositoriesOf } from '../targets.ts';

/** `firedrill show <backup>` */
export const command = makeCommand('show <backup>', {
  examples: [
    'firedrill show 20261121T020000Z-logical-1a2b3c4d',
    'firedrill show before:2026-11-20T18:00Z --target orders',
  ],
  exitCodes: [
    [0, 'done'],
    [4, 'its manifest is damaged'],
    [10, 'no such backup'],
    [20, 'a repository does not answer; what the others have is shown'],
  ],
})
  .argument('<backup>', 'its id as `firedrill list` shows it, "latest", or "before:TIME" (with a zone, or Z)')
  .option('--target <name>', 'of this target; for "latest" and "before:TIME", where there are several')
  .option('--repository <name>', 'only this repository')
  .action((which, options) => runCommand(options, cli => show(cli, which, options)));

async function show(cli: Cli, which: string, options: { target?: string; repository?: string }): Promise<void> {
  const choice = parseBackupChoice(which, readLocally);
  const configuration = cli.configuration();
  const named = choice.kind !== 'id' || options.target !== undefined;
  const targets = named ? [chooseTarget(configuration, options.target)] : configuration.targets;
  for (const target of targets) {
    const repositories = repositoriesOf(configuration, policyOf(configuration, target), options.repository);
    const id = await pickIn(configuration, repositories, target.name, choice);
    const { backups, silent } = await readBackups(configuration, repositories, target.name);
    for (const { repository, failure } of silent) {
      cli.console.warning(`${repository}: ${failure.message}`);
      cli.exit(FAILURES[failure.kind].exitCode);
    }
    const found = backups.find(({ backupId }) => backupId === id);
    if (found === undefined) continue;
    if (found.manifest === undefined)
      throw new Failure('ManifestDamaged', `the manifest of ${id} cannot be read`, {
        hint: 'use another copy or an older backup',
      });
    const places = repositories.filter(({ name }) => found.repositories.includes(name));
    const readings = await readLastReadings(configuration, places, target.name, id);
    const profile = await profileOf(cli, policyOf(configuration, target).keys, places, found.manifest);
    const kept = await readKeptSandboxes(configuration, places, target.name, id, Date.now());
    cli.console.document('show', {
      ...found.manifest,
      profile: profile ?? null,
      readings,
      kept,
      repositories: places.map(place => ({ name: place.name, place: describeRepository(place) })),
      lacking: found.lacking,
      unknown: found.unknown,
    });
    cli.console.result(
      describeBackup(found.manifest, {
        ...found,
        places: places.map(place => `${place.name} (${describeRepository(place)})`),
        readings,
        profile,
        kept,
      }),
    );
    return;
  }
  throw new Failure('NotFound', `there is no backup ${which}`, { hint: 'firedrill list shows what there is' });
}

/** Settings and access rules of the source, where the key is here; what is missing is a note, since the manifest says the rest. */
async function profileOf(
  cli: Cli,
  keys: KeyPaths,
  [place]: readonly Repository[],
  manifest: SealedManifest,
): Promise<ServerProfile | undefined> {
  if (place === undefined || manifest.source.newServer === undefined) return undefined;
  try {
    return (await readSourceFacts(cli.configuration(), place, manifest, keys)).profile;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    cli.console.note(`settings and access rules of the server are not shown: ${error.message}`);
    return undefined;
  }
}
