import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../domain/failures.ts';
import { decodeJson, encodeJson } from '../repository/json-object.ts';
import { chainKey, EVIDENCE_CHAIN_PREFIX, evidenceKey, parseChainKey } from '../repository/layout.ts';
import type { ObjectStore } from '../repository/object-store.ts';

const link = z.object({ sequence: z.int().positive(), runId: z.string(), sha256: z.string() });

/** One link of the chain of records: taking it, by a conditional write, gives a record its place. */
export type ChainLink = z.output<typeof link>;

/** The newest link, or undefined where no record has been written yet. What is no link by its name is somebody else's. */
export async function readLastLink(store: ObjectStore): Promise<ChainLink | undefined> {
  let last = 0;
  for await (const { key } of store.list(EVIDENCE_CHAIN_PREFIX)) last = Math.max(last, parseChainKey(key) ?? 0);
  return last === 0 ? undefined : readLink(store, last);
}

/** Throws RepositoryUnusable for what is no link, or that of another place: behind it no place would ever be free. */
async function readLink(store: ObjectStore, sequence: number): Promise<ChainLink> {
  const key = chainKey(sequence);
  const bytes = await store.get(key);
  const found = bytes && decodeJson(bytes, link);
  if (found?.sequence !== sequence) {
    throw new Failure('RepositoryUnusable', `${key} in ${store.description} is no link of the chain of evidence`, {
      hint: 'somebody changed it: keep it for the inquiry, and see who may write there',
    });
  }
  return found;
}

/** A record before it has its place: its forms depend on what stands before it. */
export type RenderRecord = (place: {
  readonly sequence: number;
  readonly previous: { readonly runId: string; readonly sha256: string } | null;
}) => { readonly json: string; readonly html: string; readonly markdown: string };

/**
 * Writes a record at the end of the chain. `render` is called again when another run took the place first. The record is
 * there before its link, so that a link always leads to a record.
 * @returns the link, the earlier one where this run had written its record already.
 */
export async function appendRecord(store: ObjectStore, runId: string, render: RenderRecord): Promise<ChainLink> {
  const written = await readOwnLink(store, runId);
  if (written !== undefined) return written;
  for (let last = await readLastLink(store); ; ) {
    const sequence = (last?.sequence ?? 0) + 1;
    const previous = last === undefined ? null : { runId: last.runId, sha256: last.sha256 };
    const { json, html, markdown } = render({ sequence, previous });
    await store.replace(evidenceKey(runId, 'html'), Buffer.from(html));
    await store.replace(evidenceKey(runId, 'md'), Buffer.from(markdown));
    await store.replace(evidenceKey(runId, 'json'), Buffer.from(json));
    const own: ChainLink = { sequence, runId, sha256: createHash('sha256').update(json).digest('hex') };
    if ((await store.putIfAbsent(chainKey(sequence), encodeJson(own))) === 'stored') return own;
    // Asked for by its name: a list that does not show it would keep this run at the same place for ever.
    last = await readLink(store, sequence);
  }
}

/** The link that this run has taken already, found by the place its record claims. */
async function readOwnLink(store: ObjectStore, runId: string): Promise<ChainLink | undefined> {
  const stored = await store.get(evidenceKey(runId, 'json'));
  const claimed = stored && decodeJson(stored, z.object({ sequence: z.int().positive() }));
  if (claimed === undefined || (await store.sizeOf(chainKey(claimed.sequence))) === undefined) return undefined;
  const taken = await readLink(store, claimed.sequence);
  return taken.runId === runId ? taken : undefined;
}
