import { Command, Option } from 'commander';
import type { Configuration } from '../config/configuration.ts';
import { loadConfiguration } from '../config/load.ts';
import { LONGEST_WAIT_MS, parseDuration } from '../domain/durations.ts';
import { FAILURES, Failure } from '../domain/failures.ts';
import { explainEngineError } from './engine-errors.ts';
import { type Console, openConsole } from './output/console.ts';

/** Options that every command takes, as commander hands them over. */
export interface CommonOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: boolean;
  readonly input: boolean;
  readonly yes?: boolean;
  readonly timeout?: number;
  readonly address?: string;
  readonly namespace?: string;
}

/** What a command works with. */
export interface Cli {
  readonly options: CommonOptions;
  readonly console: Console;
  /** Reads the configuration; says its notes once. Throws ConfigurationInvalid. */
  readonly configuration: () => Configuration;
  /** Sets the exit code for a command that ends without a failure. */
  readonly exit: (code: number) => void;
}

/** What the help of a command shows besides its options. */
export interface CommandText {
  readonly examples: readonly string[];
  /** Exit codes with what they mean, besides 2 (usage or configuration) and 70 (a bug). */
  readonly exitCodes: readonly (readonly [number, string])[];
}

/** Makes a command with the common options and a help text that shows an example and the exit codes. */
export function makeCommand(usage: string, text: CommandText): Command {
  const examples = text.examples.map(line => `  $ ${line}`).join('\n');
  const codes = [...text.exitCodes, [2, 'usage or configuration'] as const].toSorted(([a], [b]) => a - b);
  return new Command(usage.split(' ')[0])
    .usage(`${usage.split(' ').slice(1).join(' ')} [options]`.trim())
    .option(
      '--config <file>',
      'configuration file; default: FIREDRILL_CONFIG, ./firedrill.yaml, /etc/firedrill/firedrill.yaml',
    )
    .option('--json', 'print one JSON document on stdout')
    .option('--quiet', 'no progress and notes')
    .option('--verbose', 'say more on stderr')
    .option('--no-color', 'no colour (so does the variable NO_COLOR)')
    .option('--no-input', 'never ask')
    .option('--yes', 'answer every question with yes')
    .addOption(
      new Option('--timeout <duration>', 'stop waiting after this time; the run goes on').argParser(readDuration),
    )
    .option('--address <host:port>', 'Temporal server; default: TEMPORAL_ADDRESS, the file, 127.0.0.1:7233')
    .option('--namespace <name>', 'Temporal namespace; default: TEMPORAL_NAMESPACE, the file, default')
    .addHelpText(
      'after',
      `\nExample${text.examples.length > 1 ? 's' : ''}:\n${examples}\n\nExit codes:\n${codes.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`).join('\n')}`,
    );
}

function readDuration(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs === undefined)
    throw new Failure('UsageInvalid', `--timeout "${text}" is no duration`, { hint: 'write 90s, 10m or 2h' });
  // A timer takes no more, and would be through at once.
  return Math.min(durationMs, LONGEST_WAIT_MS);
}

/** Runs a command's work and turns what it throws into an error line and an exit code. */
export async function runCommand(options: CommonOptions, work: (cli: Cli) => Promise<void>): Promise<void> {
  const console = openConsole({
    json: options.json ?? false,
    quiet: options.quiet ?? false,
    verbose: options.verbose ?? false,
    color: options.color,
  });
  const cli: Cli = {
    options,
    console,
    configuration: () => {
      const configuration = loadConfiguration(options, process.env);
      for (const note of configuration.notes) console.warning(note);
      return configuration;
    },
    exit: code => {
      process.exitCode = code;
    },
  };
  try {
    await work(cli);
  } catch (error) {
    endWithFailure(error, console);
  }
}

/** Writes what ended a command and sets its exit code. A bug shows its stack: its reader is the author. */
export function endWithFailure(error: unknown, console: Console): void {
  const failure = error instanceof Failure ? error : explainEngineError(error);
  if (failure !== undefined) {
    console.failure(failure, failure instanceof FailureWithData ? failure.data : undefined);
    process.exitCode = FAILURES[failure.kind].exitCode;
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  console.failure({
    kind: 'Bug',
    message: `Firedrill made a mistake: ${message}`,
    hint: 'please report it with the lines below',
  });
  process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
  process.exitCode = FAILURES.Bug.exitCode;
}

/** A failure whose JSON document carries what was found out before it. */
export class FailureWithData extends Failure {
  readonly data: unknown;

  constructor(kind: Failure['kind'], message: string, options: { hint?: string; cause?: unknown; data: unknown }) {
    super(kind, message, options);
    this.data = options.data;
  }
}
