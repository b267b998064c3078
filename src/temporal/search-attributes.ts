import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../domain/search-attributes.ts';

/** `INDEXED_VALUE_TYPE_KEYWORD` of the server's API. */
const KEYWORD = 2;

/**
 * Makes sure that the namespace knows Firedrill's search attributes. Where this client may not register them, or the server
 * has no room for more, runs go on without.
 * @returns whether all of them are known now.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<boolean> {
  const names = Object.values(SEARCH_ATTRIBUTES);
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = names.filter(name => customAttributes?.[name] === undefined);
    if (missing.length === 0) return true;
    const searchAttributes = Object.fromEntries(missing.map(name => [name, KEYWORD]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    return true;
  } catch {
    return false;
  }
}
