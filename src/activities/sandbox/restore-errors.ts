import { count } from '../../domain/counting.ts';

/** How many errors of a restore are told; the rest are counted. */
const TOLD = 20;

/** Characters of a message that are told. */
const SHOWN = 300;
const SHOWN_OF_STATEMENT = 120;

/**
 * What pg_restore complained about, safe for evidence: the object and the server's primary message. Everything that can repeat
 * a row or a statement is left out: DETAIL, CONTEXT, the COPY line, `Command was:` with its passwords, what a function of the
 * database says in words of its own, and whatever a message quotes that is not the name of an object.
 */
export function restoreErrors(stderr: string): readonly string[] {
  const errors = stderr.split(/^(?=pg_restore: )/m).flatMap(said => {
    const [, error] = /^pg_restore: error: (?:could not execute query: )?(.*)$/s.exec(said) ?? [];
    if (error === undefined) return [];
    const object = objectOf(error);
    return [object === '' ? safeMessage(error) : `${object}: ${safeMessage(error)}`];
  });
  return errors.length > TOLD ? [...errors.slice(0, TOLD), `and ${count(errors.length - TOLD, 'more error')}`] : errors;
}

/** What the programs of a restore warned of, as safe as their errors. Notices of the server are left out: functions write them. */
export function restoreWarnings(stderr: string): readonly string[] {
  const warnings = stderr.split(/^(?=\w+: )/m).flatMap(said => {
    const [, program, warning] = /^(pg_restore|vacuumdb): warning: (.*)$/s.exec(said) ?? [];
    return warning === undefined ? [] : [`${program}: ${safeMessage(warning.split('\n', 1).join())}`];
  });
  return warnings.slice(0, TOLD);
}

/** Whether one of them says that the role had not the right, and nothing about the backup. */
export function isRefusal(error: string): boolean {
  return /permission denied|must be (?:a )?(?:superuser|owner|member)|only superusers? can|must be able to SET ROLE/i.test(
    error,
  );
}

const COMMAND = '\nCommand was: ';

/** The statement that failed up to its first literal or parenthesis: what it makes, and of what name. */
function objectOf(error: string): string {
  const at = error.lastIndexOf(COMMAND);
  const [beginning = ''] = at < 0 ? [] : (/^[^'($;]*/.exec(error.slice(at + COMMAND.length)) ?? []);
  return onOneLine(beginning).slice(0, SHOWN_OF_STATEMENT);
}

/** Where the primary message, which may have several lines, has ended. */
const PARTS = /\n(?:DETAIL|HINT|CONTEXT|QUERY|LINE \d+|LOCATION|Command was): /;

/** That a function made the message: its words may be any. */
const RAISED = /^(?:CONTEXT: {2})?(?:PL\/pgSQL function .* at RAISE|PL\/(?!pgSQL)\w+ function .*)$/m;

function safeMessage(error: string): string {
  const [primary = ''] = error.split(PARTS);
  const [copy = ''] = /^COPY failed for table "[^"]*": /.exec(primary) ?? [];
  if (RAISED.test(error)) return `${copy}a function of the database raised an error`;
  const told = copy === '' ? withoutValues(primary) : `${copy}${refusal(primary.slice(copy.length))}`;
  return onOneLine(told.replace(BYTES, '…')).slice(0, SHOWN);
}

const BYTES = /0x[0-9a-f]{2}(?: 0x[0-9a-f]{2})*/g;

/** Why a row was refused. Its values may be names of objects (regclass and the like), and may end a message unquoted. */
function refusal(message: string): string {
  const unquoted = /does not exist/.test(message) ? withoutQuotes(message, '') : withoutValues(message);
  return unquoted.replace(/^(ERROR: +[^:]*): (?!"…").*$/s, '$1: …');
}

function onOneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}

/** What the server calls an object right before its name. */
const NOUNS = [
  ...['table', 'relation', 'view', 'index', 'sequence', 'column', 'constraint', 'trigger', 'rule', 'policy', 'schema'],
  ...['database', 'tablespace', 'role', 'user', 'type', 'domain', 'function', 'procedure', 'aggregate', 'operator'],
  ...['class', 'family', 'method', 'collation', 'conversion', 'extension', 'language', 'server', 'wrapper', 'object'],
  ...['publication', 'subscription', 'encoding', 'parameter', 'file', 'library', 'version'],
];
const BEGINNING_WITH_NAMES = new RegExp(`^(?:[^"]*\\b(?:${NOUNS.join('|')}) "[^"]*")*[^"]*`);

function withoutValues(message: string): string {
  const [names = ''] = BEGINNING_WITH_NAMES.exec(message) ?? [];
  return withoutQuotes(message, names);
}

/** Replaces all from the first quotation mark after a beginning to the last one: a value may hold such marks itself. */
function withoutQuotes(message: string, beginning: string): string {
  const first = message.indexOf('"', beginning.length);
  if (first < 0) return message;
  const last = message.lastIndexOf('"');
  return `${message.slice(0, first)}"…"${last === first ? '' : message.slice(last + 1)}`;
}
