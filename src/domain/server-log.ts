/** How a sandbox's server begins each line: time, process, its kind, SQLSTATE. Set as `log_line_prefix`. */
export const LOG_LINE_PREFIX = '%m [%p] %b %e ';

const LINE = /^(\S+ \S+) \S+ \[\d+\] (.+?) ([0-9A-Z]{5}) ([A-Z]+): +(.*)$/;

/** Processes that run what a database holds: their words may be anybody's, with values of rows in them. */
const RUNNING_CODE = ['client backend', 'parallel worker', 'background worker', 'logical replication worker'];

/** Lines that are told, from the end. */
const TOLD = 40;

/** Characters of a line. */
const SHOWN = 300;

/**
 * What the end of a server's log says, safe for evidence: the words of the server's own processes and, of those that run what is in
 * a database, severity and SQLSTATE alone.
 */
export function tellServerLog(log: string): readonly string[] {
  const lines = log.split('\n').flatMap(line => {
    const [, at, kind = '', state, severity, words = ''] = LINE.exec(line) ?? [];
    if (at === undefined) return [];
    const told = RUNNING_CODE.includes(kind) ? `SQLSTATE ${state}` : words;
    return [`${at} ${kind}: ${severity} ${told}`.slice(0, SHOWN)];
  });
  return lines.slice(-TOLD);
}
