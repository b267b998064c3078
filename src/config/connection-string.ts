import { Failure } from '../domain/failures.ts';
import { isConnectionKeyword, OWN_SECRETS } from './libpq-keywords.ts';

/** Keywords as libpq spells them, or what is wrong with a text; that sentence never repeats values, one may be a password. */
export type ConnectionStringReading =
  | { readonly keywords: Record<string, string>; readonly mistake?: undefined }
  | { readonly mistake: string };

const NOT_A_URL = { mistake: 'is not a PostgreSQL connection URL' };

/** The same as `parseConnectionString`, with a mistake as a value. */
export function readConnectionString(text: string): ConnectionStringReading {
  const trimmed = text.trim();
  const keywords = /^postgres(ql)?:\/\//.test(trimmed) ? parseUri(trimmed) : parsePairs(trimmed);
  if (keywords === undefined || !Object.keys(keywords).every(isWord)) return NOT_A_URL;
  const mistake = mistakeInKeywords(keywords);
  return mistake === undefined ? { keywords } : { mistake };
}

/** What keeps keywords from being handed to libpq, wherever they were read; undefined where nothing does. */
export function mistakeInKeywords(keywords: { readonly [keyword: string]: string }): string | undefined {
  const secret = OWN_SECRETS.find(keyword => Object.hasOwn(keywords, keyword));
  if (secret !== undefined) return `has ${secret}, which libpq would take from an argument list only`;
  const unknown = Object.keys(keywords).find(keyword => !isConnectionKeyword(keyword));
  if (unknown === undefined) return undefined;
  return isWord(unknown)
    ? `has "${unknown}", which is no keyword of libpq`
    : 'has something that is no keyword of libpq';
}

/** Whether a text can be a keyword. Anything else may be part of a value, and is not repeated. */
function isWord(text: string): boolean {
  return /^[a-z_]+$/.test(text);
}

/**
 * Reads a libpq connection string in either of its forms, a URI or `keyword=value` pairs
 * (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING), into keywords as libpq spells them.
 * Several hosts are kept as libpq writes them, separated by commas. Throws ConfigurationInvalid; the message never
 * repeats the text, which may hold a password.
 */
export function parseConnectionString(text: string, origin: string): Record<string, string> {
  const reading = readConnectionString(text);
  if (reading.mistake === undefined) return reading.keywords;
  throw new Failure('ConfigurationInvalid', `${origin} ${reading.mistake}`, {
    hint: 'write postgres://user@host:5432/database, special characters percent-encoded',
  });
}

/** User and password end at the first `@` that no other follows before the path; libpq lets `?` and `#` stand in them. */
const URI = /^postgres(?:ql)?:\/\/(?:([^/]*?)@)?([^/?@]*)(?:\/([^?]*))?(?:\?(.*))?$/s;

function parseUri(uri: string): Record<string, string> | undefined {
  const [, credentials, authority, path, query] = URI.exec(uri) ?? [];
  if (authority === undefined) return undefined;
  // A password with a slash in it would be taken for port and database, and shown as their names.
  if (credentials === undefined && path?.includes('@')) return undefined;
  const [user, ...passwordParts] = (credentials ?? '').split(':');
  const hosts = authority.split(',').map(splitHost);
  if (hosts.some(host => host === undefined)) return undefined;
  try {
    const pairs: [string, string][] = [
      ['user', decodeURIComponent(user ?? '')],
      ['password', decodeURIComponent(passwordParts.join(':'))],
      ['host', hosts.map(host => decodeURIComponent(host?.name ?? '')).join(',')],
      ['port', hosts.some(host => host?.port) ? hosts.map(host => host?.port ?? '').join(',') : ''],
      ['dbname', decodeURIComponent(path ?? '')],
      ...(query ?? '').split('&').map((pair): [string, string] => {
        const [key, ...value] = pair.split('=');
        return [decodeURIComponent(key ?? ''), decodeURIComponent(value.join('='))];
      }),
    ];
    return Object.fromEntries(
      pairs.flatMap(([key, value]) => (value === '' ? [] : [[translate(key, value), translateValue(key, value)]])),
    );
  } catch {
    return undefined;
  }
}

function splitHost(text: string): { name: string; port: string } | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d*))?$/.exec(text) ?? [];
  const name = bracketed ?? plain;
  return name === undefined ? undefined : { name, port: port ?? '' };
}

/** libpq takes `ssl=true` in a URI as `sslmode=require`, for the sake of JDBC's URLs. */
function translate(key: string, value: string): string {
  return key === 'ssl' && value === 'true' ? 'sslmode' : key;
}

function translateValue(key: string, value: string): string {
  return key === 'ssl' && value === 'true' ? 'require' : value;
}

function parsePairs(text: string): Record<string, string> | undefined {
  const pair = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)(?:[^\s\\]|\\.)*)?)\s*/y;
  const pairs: [string, string][] = [];
  while (pair.lastIndex < text.length) {
    const [, key, quoted, plain] = pair.exec(text) ?? [];
    if (key === undefined) return undefined;
    const value = (quoted ?? plain ?? '').replace(/\\(.)/g, '$1');
    if (value !== '') pairs.push([key, value]);
  }
  // Entries, not assignments: __proto__ must be seen, as a keyword that libpq does not know.
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

/** One connection string of `keyword='value'` pairs for libpq. Give it no password: it ends in an argument list. */
export function formatConnectionString(keywords: { readonly [keyword: string]: string }): string {
  return Object.entries(keywords)
    .map(([key, value]) => `${key}='${value.replace(/[\\']/g, '\\$&')}'`)
    .join(' ');
}
