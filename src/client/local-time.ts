/** The instant of a wall clock time (`2026-11-21T02:00:00`) in this machine's zone, RFC 3339 with the offset of that moment. */
export function readLocally(wallClock: string): string {
  const minutes = -new Date(wallClock).getTimezoneOffset();
  const two = (number: number) => String(number).padStart(2, '0');
  const offset = `${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${wallClock}${minutes < 0 ? '-' : '+'}${offset}`;
}
