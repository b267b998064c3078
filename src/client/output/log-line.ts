import { z } from 'zod';

const entry = z.looseObject({ level: z.number(), time: z.string(), msg: z.string() });

/** A line of the worker's log as a person reads it: time, level from warnings on, message, and the error's own message. */
export function logLine(json: string): string {
  const parsed = parse(json);
  if (parsed === undefined) return json;
  const { level, time, msg, ...rest } = parsed;
  const gravity = level >= 50 ? 'error: ' : level >= 40 ? 'warning: ' : '';
  const cause = z.object({ message: z.string() }).safeParse(rest['error']).data?.message;
  const facts = Object.entries(rest)
    .filter(([name, value]) => name !== 'error' && typeof value !== 'object')
    .map(([name, value]) => `${name} ${String(value)}`);
  return [`${time.slice(11, 19)} ${gravity}${msg}${cause === undefined ? '' : `: ${cause}`}`, ...facts].join('  ');
}

function parse(json: string): z.output<typeof entry> | undefined {
  try {
    return entry.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
