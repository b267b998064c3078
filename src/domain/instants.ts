import { Failure } from './failures.ts';

const WRITTEN =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?)?(Z|[+-](?:0\d|1\d):?[0-5]\d|[+-](?:0\d|1\d))?$/i;

/**
 * An instant that a person wrote, as RFC 3339 in UTC: date, time of day, and a zone (`Z` or an offset such as `+02:00`). A time
 * without a zone could be two instants; the failure names both, the second by `readLocally`, which gives the instant of a wall
 * clock time (`2026-11-21T02:00:00`) in the person's own zone, RFC 3339 with its offset.
 * @throws Failure UsageInvalid
 */
export function parseInstant(text: string, readLocally?: (wallClock: string) => string): string {
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone] = WRITTEN.exec(text.trim()) ?? [];
  const date = `${year}-${month}-${day}`;
  if (year === undefined || !isDate(date)) {
    throw new Failure('UsageInvalid', `"${text}" is no time`, { hint: 'write it like 2026-11-21T02:00Z' });
  }
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    throw new Failure('UsageInvalid', `"${text}" has no time of day`, { hint: `write it like ${date}T02:00Z` });
  }
  const wallClock = `${date}T${hour}:${minute}:${second}`;
  if (zone === undefined) throw withoutZone(text, wallClock, readLocally?.(wallClock));
  const [, sign, hours, minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const offset = sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`;
  return new Date(`${wallClock}${fraction.slice(0, 4)}${offset}`).toISOString();
}

function withoutZone(text: string, wallClock: string, local: string | undefined): Failure {
  const readings = [`${wallClock}Z`, ...(local === undefined ? [] : [local])].join(' or ');
  return new Failure('UsageInvalid', `"${text}" has no zone: it could be ${readings}`, {
    hint: 'add Z for UTC, or an offset such as +02:00',
  });
}

/** Whether a date stands in the calendar: there is no 30 February to roll over into March. */
function isDate(date: string): boolean {
  const instant = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date);
}
