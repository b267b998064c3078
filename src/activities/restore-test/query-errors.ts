import type { DatabaseError } from 'pg';

/** Characters of a message that a check carries. */
const SHOWN = 300;

/** Source files of procedural languages: what they report may be a text that a function made. */
const LANGUAGES = /^pl(_|perl|py|tcl|v8)/;

/**
 * What a check may tell of a query that failed: the server's message without values of rows. Of what the message quotes, and of
 * its numbers, only that is kept which stands in the query; what a function of the database raised is left out whole.
 */
export function explainQueryError(error: Pick<DatabaseError, 'message' | 'code' | 'file'>, query: string): string {
  const { message, code = 'unknown', file = '' } = error;
  if (code.startsWith('P0') || LANGUAGES.test(file)) {
    return `a function of the database raised an error (SQLSTATE ${code})`;
  }
  const words = query.replaceAll('"', '');
  const isKnown = [...message.matchAll(/"([^"]*)"/g)].every(([, quoted = '']) => standsIn(words, quoted));
  // A value may hold quotation marks itself: all between the first and the last goes.
  const unquoted = isKnown ? message : message.replace(/".*"/s, '"…"');
  return unquoted.replace(/[\w.+-]*\d[\w.+-]*/g, word => (standsIn(words, word) ? word : '…')).slice(0, SHOWN);
}

/** Whether a text contains a word or phrase, not only as a part of a longer word. */
function standsIn(text: string, phrase: string): boolean {
  if (phrase === '') return false;
  const parts = text.split(phrase);
  return parts.slice(1).some((after, index) => !/\w$/.test(parts[index] ?? '') && !/^\w/.test(after));
}
