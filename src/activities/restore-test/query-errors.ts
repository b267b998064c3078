import type { DatabaseError } from 'pg';
import type { SqlAssertion } from '../../domain/policies.ts';

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

/**
 * SQLSTATE codes of errors that lie in a query, whatever the database holds. A missing relation, function, type or schema is not
 * among them: it may be what the backup has lost. A restored table has all its columns, so that a missing one never was there.
 */
const MISTAKES = [
  ...['42601', '42602', '42611', '42622', '42939', '42P02', '08P01', '0A000', '25006'],
  ...['42701', '42702', '42703', '42712', '42725', '42803', '42804', '42809', '42P08', '42P09', '42P10', '42P18'],
  ...['42P19', '42P20', '42P21', '42P22'],
];

/** What `newest` meets in a column that holds no times: its own functions and operators do not take them. */
const NO_TIMES = ['42883', '42846'];

/** Whether an error is a mistake of the assertion's author, and not something that a restore may have lost. */
export function isMistake({ code = '' }: Pick<DatabaseError, 'code'>, form: SqlAssertion['expect']['kind']): boolean {
  return MISTAKES.includes(code) || (form === 'newest' && NO_TIMES.includes(code));
}

/** Whether a text contains a word or phrase, not only as a part of a longer word. */
function standsIn(text: string, phrase: string): boolean {
  if (phrase === '') return false;
  const parts = text.split(phrase);
  return parts.slice(1).some((after, index) => !/\w$/.test(parts[index] ?? '') && !/^\w/.test(after));
}
