import { count } from './counting.ts';
import type { RunReport } from './evidence.ts';
import { describeCheck } from './observations.ts';
import type { Step } from './steps.ts';
import type { Check } from './verdicts.ts';

/** One line of a run's log. */
export interface LogLine {
  /** RFC 3339, UTC. */
  readonly at: string;
  /** A step's name, or `run`, `check`, `warning`, `failure`. */
  readonly step: string;
  /** One line, without control characters. */
  readonly message: string;
}

/** Bytes that the log of a run has at most. */
export const MOST_LOG_BYTES = 262_144;

/** Characters of a message. */
const SHOWN = 4_000;

/** The log of a run that is about to be recorded, in the order of time: what it did, what it was told, and how it ends. */
export function runLogLines(report: RunReport): readonly LogLine[] {
  const { run, request, endedAt, verdict, policy, backup, hosts, warnings, failure } = report;
  const atEnd = (step: string) => (message: string) => line(endedAt, step, message);
  const why = request.reason === undefined ? '' : `: ${request.reason}`;
  return [
    line(run.startedAt, 'run', `${run.runId} begun, asked for by ${request.by}${why}`),
    ...(policy === undefined ? [] : [line(run.startedAt, 'run', `policy ${policy.name}, SHA-256 ${policy.digest}`)]),
    ...stepLines(report),
    ...(backup === undefined ? [] : [atEnd('run')(`backup ${backup.backupId}, taken at ${backup.takenAt}`)]),
    ...checkMessages(report.checks).map(atEnd('check')),
    ...warnings.map(atEnd('warning')),
    ...(failure === undefined ? [] : [atEnd('failure')(`${failure.kind}: ${failure.message}`)]),
    ...(failure?.hint === undefined ? [] : [atEnd('failure')(`hint: ${failure.hint}`)]),
    atEnd('run')(`ended: ${verdict}, hosts: ${hosts.join(', ') || 'none'}`),
  ];
}

/** The log as a text of lines `RFC3339 step message`. Of one that is too long the middle goes, and a line says so. */
export function formatRunLog(lines: readonly LogLine[], mostBytes = MOST_LOG_BYTES): string {
  const texts = lines.map(({ at, step, message }) => `${at} ${step} ${message}\n`);
  if (sizeOf(texts.join('')) <= mostBytes) return texts.join('');
  const half = Math.floor((mostBytes - OMISSION_BYTES) / 2);
  const head = fitting(texts, half);
  const tail = fitting(texts.slice(head.length).toReversed(), half).toReversed();
  const omitted = texts.length - head.length - tail.length;
  const at = lines[head.length]?.at ?? '';
  return [...head, `${at} run ${count(omitted, 'line')} left out\n`, ...tail].join('');
}

/** Reads a line of {@link formatRunLog}; undefined for anything else. */
export function parseLogLine(text: string): LogLine | undefined {
  const [, at, step, message] = /^(\d{4}-\S+) (\S+) (.*)$/.exec(text) ?? [];
  return at === undefined || step === undefined || message === undefined ? undefined : { at, step, message };
}

/** Room for the line that says how many lines are left out. */
const OMISSION_BYTES = 100;

function fitting(texts: readonly string[], mostBytes: number): readonly string[] {
  let bytes = 0;
  const end = texts.findIndex(text => {
    bytes += sizeOf(text);
    return bytes > mostBytes;
  });
  return end < 0 ? texts : texts.slice(0, end);
}

function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function line(at: string, step: string, message: string): LogLine {
  return {
    at,
    step,
    message: message
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim()
      .slice(0, SHOWN),
  };
}

/** Begin and end of every step but the one that writes this; what programs said stands before their step's end. */
function stepLines({ run, steps, said = [], checks }: RunReport): readonly LogLine[] {
  let latest = run.startedAt;
  return steps.flatMap((step): readonly LogLine[] => {
    if (step.name === 'record' || step.state === 'waiting') return [];
    const begunAt = step.startedAt ?? latest;
    latest = step.endedAt ?? begunAt;
    const words = [
      ...said.filter(({ step: name }) => name === step.name).map(({ words }) => words),
      ...(step.name === 'command' ? outputLines(checks) : []),
    ];
    return [
      ...(step.startedAt === undefined ? [] : [line(begunAt, step.name, 'begun')]),
      ...words.map(text => line(latest, step.name, text)),
      line(latest, step.name, endOf(step)),
    ];
  });
}

function endOf({ state, note, attempts = 1 }: Step): string {
  const tries = attempts > 1 ? ` (${count(attempts, 'attempt')})` : '';
  return `${state}${tries}${note === undefined ? '' : `: ${note}`}`;
}

function outputLines(checks: readonly Check[]): readonly string[] {
  return checks.flatMap(({ output }) => output?.split('\n') ?? []).map(text => `| ${text}`);
}

/** What did not pass, one by one; the rest is counted. */
function checkMessages(checks: readonly Check[]): readonly string[] {
  if (checks.length === 0) return [];
  const wanting = checks.filter(({ verdict }) => verdict !== 'passed');
  return [
    ...wanting.map(check => `${check.verdict}: ${describeCheck(check)}`),
    `${count(checks.length - wanting.length, 'check')} passed`,
  ];
}
