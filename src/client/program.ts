import { Command, CommanderError } from 'commander';
import { Failure } from '../domain/failures.ts';
import { VERSION } from '../version.ts';
import { endWithFailure } from './cli.ts';
import { COMMANDS } from './commands.ts';
import { openConsole } from './output/console.ts';

/** Runs the command line; what goes wrong becomes an error line and the process's exit code. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  letReadersLeave();
  try {
    await run(argv);
  } catch (error) {
    const has = (flag: string) => argv.includes(flag);
    const options = { json: has('--json'), quiet: false, verbose: false, color: !has('--no-color') };
    endWithFailure(error, openConsole(options));
  }
}

/** A reader that has seen enough (`| head`) is no failure of the command. */
function letReadersLeave(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** Wires the commands. Only the module that was asked for is loaded: most of a command's time is loading. */
async function run(argv: readonly string[]): Promise<void> {
  const [asked, topic] = argv.slice(2).filter(word => !word.startsWith('-'));
  const all = asked === 'help' || asked === 'complete' || asked === 'completion';
  const program = new Command('firedrill')
    .description('Backups you have already restored: backup and restore-test runbooks for PostgreSQL.')
    .version(VERSION, '--version', 'print the version')
    .addHelpText(
      'after',
      '\nExample:\n  $ firedrill init && firedrill up\n  $ firedrill backup orders && firedrill restore-test orders',
    );
  for (const { name, summary, load } of COMMANDS) {
    const command = all || name === asked ? (await load()).command : new Command(name);
    program.addCommand(command.description(summary));
  }
  if (all) (await import('./commands/completion.ts')).addCompletion(program);
  else program.addCommand(new Command('completion').description('print a completion script for your shell'));
  let complaint = '';
  quiet(program, text => {
    complaint += text;
  });
  try {
    // commander answers a question for help about nothing it knows with the help of everything.
    const isHelpOnNothing = asked === 'help' && topic !== undefined && !isCommand(topic);
    await program.parseAsync(isHelpOnNothing ? [...argv.slice(0, 2), topic] : [...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    // Without a command commander prints the help and calls that an error; it is one, but the help is the answer.
    if (error.code === 'commander.help') process.stderr.write(complaint);
    const message =
      error.code === 'commander.help' ? 'say which command' : error.message.replace(/^error: /, '').replace(/\n/g, ' ');
    throw new Failure('UsageInvalid', message, { hint: `firedrill ${isCommand(asked) ? `${asked} ` : ''}--help` });
  }
}

const NAMES = [...COMMANDS.map(({ name }) => name), 'completion'];

function isCommand(word: string | undefined): boolean {
  return word !== undefined && NAMES.includes(word);
}

/** Makes a command and all below it throw instead of ending the process, and keeps what they would have written to stderr. */
function quiet(command: Command, keep: (text: string) => void): void {
  command.exitOverride().configureOutput({ writeErr: keep });
  for (const child of command.commands) quiet(child, keep);
}
