import { escapeIdentifier, escapeLiteral } from 'pg';

/** Parameters whose value is a list of names, stored with the names quoted (GUC_LIST_QUOTE): quoting the whole would make one name of them. */
const LISTS = [
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
];

/**
 * The parameter and the value of an entry of `setconfig` (`name=value`), as `SET name TO value` takes them. Names of custom
 * parameters have dots, and each part is quoted.
 */
export function parameterValue(entry: string): readonly [string, string] {
  const at = entry.indexOf('=');
  const name = entry.slice(0, at);
  const value = entry.slice(at + 1);
  const quoted = name.split('.').map(escapeIdentifier).join('.');
  if (!LISTS.includes(name.toLowerCase())) return [quoted, escapeLiteral(value)];
  return [quoted, namesIn(value).map(escapeLiteral).join(', ') || `''`];
}

/** The names of a stored list: separated by commas, in double quotes where they must be. */
function namesIn(list: string): readonly string[] {
  const names = list.match(/"(?:[^"]|"")*"|[^\s,"]+/g) ?? [];
  return names.map(name => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name));
}
