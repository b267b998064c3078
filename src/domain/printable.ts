/** Control characters but the end of a line and the tabulator, and those that turn the direction of writing. */
const UNSEEN = /[^\P{Cc}\n\t]|[\u2028-\u202e\u2066-\u2069]/gu;

/**
 * A text as it may be shown: what a terminal would obey instead of showing (names of tables and keys may hold anything) is
 * written as `\u{1b}`.
 */
export function printable(text: string): string {
  return text.replace(UNSEEN, character => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** The same on one line, cut where it is longer than `most` characters. */
export function printableLine(text: string, most: number): string {
  const line = printable(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
