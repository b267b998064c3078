import { createLogUpdate } from 'log-update';
import type { RunState } from '../runs/run-state.ts';
import type { Console } from './console.ts';
import { describeRetry, stepLine, stepLines } from './run-lines.ts';

/** Shows a run while it goes on. */
export interface RunView {
  readonly show: (state: RunState) => void;
  /** Leaves what was shown last where it stands. */
  readonly end: () => void;
}

/** A live block on a terminal, a line per change elsewhere, nothing with --quiet. */
export function openRunView(console: Console): RunView {
  if (console.options.quiet) return { show: () => undefined, end: () => undefined };
  return process.stderr.isTTY && !console.options.json ? blockView(console) : lineView(console);
}

function blockView(console: Console): RunView {
  const block = createLogUpdate(process.stderr);
  return {
    show: state => block(stepLines(state, console, Date.now())),
    end: () => block.done(),
  };
}

function lineView(console: Console): RunView {
  const said = new Map<string, string>();
  const sayOnce = (key: string, text: string, line: string) => {
    if (said.get(key) === text) return;
    said.set(key, text);
    console.note(line);
  };
  return {
    show: ({ progress, activity }) => {
      for (const step of progress?.steps ?? []) {
        if (step.state !== 'waiting') sayOnce(step.name, step.state, stepLine(step, Date.now()));
      }
      const retry = activity && describeRetry({ ...activity, nextAttemptAt: undefined }, Date.now());
      if (retry !== undefined) sayOnce('retry', retry, retry);
    },
    end: () => undefined,
  };
}
