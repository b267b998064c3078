/** How many errors of a restore are told; the rest are counted. */
const TOLD = 20;

/**
 * What pg_restore complained about, safe for evidence: the object and the server's primary message. Everything that can repeat
 * a row or a statement is left out (DETAIL, CONTEXT, the COPY line, `Command was:` with its passwords), and so are values
 * that the primary message of a conversion quotes.
 */
export function restoreErrors(stderr: string): readonly string[] {
  const errors: string[] = [];
  let object: string | undefined;
  for (const line of stderr.split('\n')) {
    const [, from] = /^pg_restore: (?:warning: )?from TOC entry \d+; \d+ \d+ (.+)$/.exec(line) ?? [];
    if (from !== undefined) object = from;
    const [, said] = /^pg_restore: error: (.+)$/.exec(line) ?? [];
    if (said === undefined) continue;
    const message = withoutValues(said.replace(/^could not execute query: /, ''));
    errors.push(object === undefined ? message : `${object}: ${message}`);
    object = undefined;
  }
  return errors.length > TOLD ? [...errors.slice(0, TOLD), `and ${errors.length - TOLD} more errors`] : errors;
}

const QUOTES_VALUES =
  /invalid input (syntax|value)|out of range|too long|malformed|is not a valid|could not (parse|determine)/;

function withoutValues(message: string): string {
  const bounded = message.slice(0, 300);
  return QUOTES_VALUES.test(bounded) ? bounded.replace(/"[^"]*"/g, '"…"') : bounded;
}
