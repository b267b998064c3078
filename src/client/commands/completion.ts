import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { loadConfiguration } from '../../config/load.ts';
import { Failure } from '../../domain/failures.ts';

/** Commands whose first argument is a target. */
const WITH_TARGET = ['backup', 'restore-test', 'restore', 'verify', 'status', 'list', 'doctor'];

/** Adds `firedrill completion <shell>`, and the hidden command that the printed scripts ask for suggestions. */
export function addCompletion(program: Command): void {
  const root = tab(program, { completionCommandName: 'completion' });
  program.commands
    .find(command => command.name() === 'completion')
    ?.description('print a completion script for your shell')
    .addHelpText(
      'after',
      '\nExample:\n  $ source <(firedrill completion bash)\n\nExit codes:\n    0  done\n    2  usage or configuration',
    );
  for (const name of WITH_TARGET) {
    root.commands.get(name)?.argument('target', complete => {
      for (const target of targetNames()) complete(target, 'target');
    });
  }
}

/** Names to suggest; none where there is no configuration to be had at this moment. */
function targetNames(): readonly string[] {
  try {
    return loadConfiguration({}, process.env).targets.map(({ name }) => name);
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}
