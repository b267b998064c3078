import { styleText } from 'node:util';
import { formatDuration } from '../../src/domain/durations.ts';

/** A step of the demo that did not show what it promised. */
export class PromiseBroken extends Error {
  override readonly name = 'PromiseBroken';
}

/** Throws {@link PromiseBroken} where something is not as the demo says. */
export function promise(holds: boolean, what: string): asserts holds {
  if (!holds) throw new PromiseBroken(what);
}

/** What a step found, in a few words, and what that shows. */
export interface Shown {
  readonly found: string;
  readonly lesson: string;
}

/** Writes steps as they happen: one live line each on a terminal, then what was found and a sentence on what it shows. */
export function openScreen(out: NodeJS.WriteStream) {
  let count = 0;
  const paint = (style: Parameters<typeof styleText>[0], text: string) => styleText(style, text, { stream: out });
  return {
    say: (text: string) => void out.write(`${text}\n`),
    step: async <T extends Shown>(title: string, work: (live: (doing: string) => void) => Promise<T>): Promise<T> => {
      count += 1;
      const begun = Date.now();
      const head = `${paint('bold', String(count))} ${title}`;
      const live = (doing: string) => {
        if (out.isTTY) out.write(`\r\u001b[K${head}  ${paint('dim', doing.slice(0, out.columns - title.length - 6))}`);
      };
      live('…');
      const shown = await work(live).catch((error: unknown) => {
        out.write(`${out.isTTY ? '\r\u001b[K' : ''}${head}  ${paint('red', 'not shown')}\n`);
        throw error;
      });
      const time = formatDuration(Date.now() - begun);
      out.write(`${out.isTTY ? '\r\u001b[K' : ''}${head}  ${paint('green', shown.found)}  ${paint('dim', time)}\n`);
      out.write(`  ${shown.lesson}\n\n`);
      return shown;
    },
  };
}

export type Screen = ReturnType<typeof openScreen>;
