import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** The text of a page below `docs`. */
export function pageOf(name: string): string {
  return readFileSync(`${PROJECT}/docs/${name}`, 'utf8');
}

/** The fenced blocks of a page in one language, as a reader would copy them. Throws where there is none: a test would hold nothing. */
export function blocksOf(name: string, language: string): readonly string[] {
  const blocks = [...pageOf(name).matchAll(/^```(\S*)\n(.*?)^```$/gms)].filter(([, found]) => found === language);
  if (blocks.length === 0) throw new TypeError(`docs/${name} has no block of ${language}`);
  return blocks.map(([, , text = '']) => text);
}
