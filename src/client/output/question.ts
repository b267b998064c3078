import { createInterface } from 'node:readline/promises';
import { Failure } from '../../domain/failures.ts';
import type { Cli } from '../cli.ts';

/**
 * Asks for a yes on a terminal. `--yes` answers; where nobody can be asked the command ends, naming the flag that answers.
 * @throws Failure UsageInvalid where the answer is no, or nobody can be asked.
 */
export async function confirm({ options }: Cli, question: string): Promise<void> {
  if (options.yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY || !options.input) {
    throw new Failure('UsageInvalid', question.replace(/\?$/, ': nobody can be asked here'), {
      hint: 'answer with --yes',
    });
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if (/^y(es)?$/i.test((await prompt.question(`${question} [y/N] `)).trim())) return;
  } finally {
    prompt.close();
  }
  throw new Failure('UsageInvalid', 'nothing was done');
}

/**
 * Asks a person to type a name, since a yes is typed too soon. `--yes` answers; where nobody can be asked the command ends.
 * @throws Failure UsageInvalid where something else is typed, or nobody can be asked.
 */
export async function confirmName({ options }: Cli, question: string, name: string): Promise<void> {
  if (options.yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY || !options.input) {
    throw new Failure('UsageInvalid', `${question}: nobody can be asked here`, { hint: 'answer with --yes' });
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if ((await prompt.question(`${question}: `)).trim() === name) return;
  } finally {
    prompt.close();
  }
  throw new Failure('UsageInvalid', `that is not ${name}: nothing was done`);
}
