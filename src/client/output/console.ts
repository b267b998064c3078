import { styleText } from 'node:util';
import { FAILURES, type FailureReport } from '../../domain/failures.ts';
import { printable } from '../../domain/printable.ts';

// The rules of what Firedrill writes:
// - stdout carries the result and nothing else; progress, notes, warnings and hints go to stderr.
// - With --json stdout is one document (for `watch` one per line) in an envelope: schemaVersion, kind, data or error.
// - Colour only where the stream is a terminal and neither NO_COLOR nor --no-color says no.
// - --quiet leaves errors on stderr and the result on stdout; --verbose adds what helps to find a fault.
// - Names and messages come from databases, files and servers: what a terminal would obey instead of showing is written out,
//   on stdout only where it is a terminal: elsewhere a result is exact.
// - An error is one line of cause, then one line `hint:`. Lower case, no final stop. Never a stack trace, except for a bug.

/** How a command writes. */
export interface ConsoleOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

type Style = Parameters<typeof styleText>[0];

/** The two streams of one command. */
export interface Console {
  readonly options: ConsoleOptions;
  /** The result for people, on stdout; nothing with --json. */
  readonly result: (text: string) => void;
  /** The result for programs, on stdout; nothing without --json. */
  readonly document: (kind: string, data: unknown) => void;
  /** Progress and notes, on stderr. */
  readonly note: (text: string) => void;
  readonly detail: (text: string) => void;
  readonly warning: (text: string) => void;
  readonly failure: (failure: FailureReport, data?: unknown) => void;
  /** Text in a style, where the stream shows styles. */
  readonly style: (style: Style, text: string, stream?: 'stdout' | 'stderr') => string;
}

export const SCHEMA_VERSION = 1;

/** The sequences that styles are made of; they colour a text, and nothing else. */
const STYLE = new RegExp(`(${String.fromCodePoint(0x1b)}\\[[\\d;]*m)`);

export function openConsole(options: ConsoleOptions): Console {
  const style: Console['style'] = (format, text, stream = 'stdout') =>
    options.color ? styleText(format, text, { stream: process[stream], validateStream: true }) : text;
  const shown = (text: string) =>
    options.color
      ? text
          .split(STYLE)
          .map((part, index) => (index % 2 === 1 ? part : printable(part)))
          .join('')
      : printable(text);
  const say = (text: string) => void process.stderr.write(`${shown(text)}\n`);
  const print = (document: object) =>
    void process.stdout.write(`${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...document })}\n`);
  return {
    options,
    style,
    result: text => {
      if (!options.json) process.stdout.write(`${process.stdout.isTTY ? shown(text) : text}\n`);
    },
    document: (kind, data) => {
      if (options.json) print({ kind, data });
    },
    note: text => {
      if (!options.quiet) say(text);
    },
    detail: text => {
      if (options.verbose) say(text);
    },
    warning: text => {
      if (!options.quiet) say(`${style('yellow', 'warning:', 'stderr')} ${text}`);
    },
    failure: ({ kind, message, hint }, data) => {
      say(`${style('red', 'error:', 'stderr')} ${message}`);
      if (hint !== undefined) say(`${style('cyan', 'hint:', 'stderr')} ${hint}`);
      if (options.json) {
        print({
          kind: 'error',
          ...(data === undefined ? {} : { data }),
          error: { kind, message, hint, exitCode: FAILURES[kind].exitCode },
        });
      }
    },
  };
}
