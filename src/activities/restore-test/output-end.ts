import { stripVTControlCharacters } from 'node:util';

/** Bytes of a program's output that are looked at, from its end; longer than any secret, so that one cut in two is the first. */
export const LOOKED_AT_BYTES = 65_536;

/** Characters that evidence carries. */
const CARRIED = 4_096;

const REMOVED = '[secret]';

/**
 * The end of what a program wrote, for people: at most 4,096 characters, without secrets, colours and control characters. Where
 * `tail` is not all of it (`isCut`), it may begin in the middle of a secret: what could be the rest of one goes, too.
 */
export function outputEnd(tail: string, isCut: boolean, secrets: readonly string[]): string {
  const longestFirst = secrets.filter(secret => secret !== '').toSorted((a, b) => b.length - a.length);
  // Colours first: they could stand in the middle of a secret.
  const plain = clean(isCut ? tail.replace(/^\uFFFD+/, '') : tail);
  const whole = isCut ? longestFirst.reduce(withoutRest, plain) : plain;
  const safe = longestFirst.reduce((text, secret) => text.replaceAll(clean(secret), REMOVED), whole);
  return safe.trim().slice(-CARRIED);
}

/** A text without the rest of a secret that it may begin with. */
function withoutRest(text: string, secret: string): string {
  for (let cut = 1; cut < secret.length; cut += 1) {
    const rest = clean(secret.slice(cut));
    if (rest !== '' && text.startsWith(rest)) return text.slice(rest.length);
  }
  return text;
}

/** Line ends and tabs stay; every other control character has no business in a record. */
function clean(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '');
}
