import { formatDuration } from '../../domain/durations.ts';
import { EXIT } from '../../domain/failures.ts';
import type { BackupOutcome } from '../../domain/outcomes.ts';
import { contentOf, describeProof } from '../../domain/proof-words.ts';
import { formatSize } from '../../domain/sizes.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import type { Console } from '../output/console.ts';
import { RUN_EXIT_CODES, runAndFollow } from '../runs/run-command.ts';
import { chooseTarget } from '../targets.ts';

/** `firedrill backup [target]` */
export const command = makeCommand('backup [target]', {
  examples: ['firedrill backup orders', 'firedrill backup orders --reason "before the migration" --json'],
  exitCodes: RUN_EXIT_CODES,
})
  .argument('[target]', 'name of the target; may be left out where there is one only')
  .option('--reason <text>', 'why, for the evidence')
  .action((name, options) => runCommand(options, cli => backup(cli, name, options)));

async function backup(cli: Cli, name: string | undefined, options: { reason?: string }): Promise<void> {
  const configuration = cli.configuration();
  const target = chooseTarget(configuration, name);
  await runAndFollow<BackupOutcome>(
    cli,
    configuration,
    'backup',
    { target: target.name, reason: options.reason },
    showBackup,
  );
}

/** Prints the result of a backup, and what comes next. */
export function showBackup(console: Console, outcome: BackupOutcome): number {
  const { verdict, backupId, proof, storedBytes, databaseBytes, durationMs, evidence, repositories } = outcome;
  for (const note of outcome.notes) console.note(note);
  const content = proof.mode === 'off' ? describeProof(proof) : contentOf(proof);
  const facts = `${content}, ${formatSize(databaseBytes)} as ${formatSize(storedBytes)}`;
  console.result(
    `${console.style('green', verdict)}  ${backupId}  ${facts}, in ${formatDuration(durationMs)}, to ${repositories.join(' and ')}`,
  );
  if (evidence !== undefined) console.note(`evidence: ${evidence.html}`);
  console.note(`not proven until restored: firedrill restore-test ${outcome.target}`);
  return outcome.warnings.length > 0 ? EXIT.warnings : EXIT.done;
}
