import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../domain/failures.ts';
import { decodeJson, encodeJson } from './json-object.ts';
import { DESCRIPTION_KEY } from './layout.ts';
import type { ObjectStore } from './object-store.ts';

const description = z.object({ format: z.number(), repositoryId: z.uuid(), createdAt: z.string() });

/** What stands in `firedrill.json`: that this is a repository, of which format, and its id, which encryption is bound to. */
export type RepositoryDescription = z.output<typeof description>;

/** The repository's description, or undefined where nobody has made one. Throws RepositoryUnusable for a foreign format. */
export async function readDescription(store: ObjectStore): Promise<RepositoryDescription | undefined> {
  const bytes = await store.get(DESCRIPTION_KEY);
  if (bytes === undefined) return undefined;
  const found = decodeJson(bytes, description);
  if (found === undefined) {
    throw new Failure('RepositoryUnusable', `${store.description} has a ${DESCRIPTION_KEY} that is not of Firedrill`);
  }
  if (found.format !== 1) {
    throw new Failure(
      'RepositoryUnusable',
      `${store.description} is of format ${found.format}; this Firedrill reads format 1`,
      {
        hint: 'use a newer Firedrill for this repository',
      },
    );
  }
  return found;
}

/** The repository's description, made if need be. Of several that make it at once one wins, and all return that one. */
export async function ensureDescription(store: ObjectStore, now: Date): Promise<RepositoryDescription> {
  const found = await readDescription(store);
  if (found !== undefined) return found;
  const made = { format: 1, repositoryId: randomUUID(), createdAt: now.toISOString() };
  if ((await store.putIfAbsent(DESCRIPTION_KEY, encodeJson(made))) === 'stored') return made;
  return ensureDescription(store, now);
}
