import type { ProofMode } from '../../../domain/policies.ts';
import type { LargeObjectProof } from '../../../domain/proof.ts';
import type { Session } from '../session.ts';

/** Objects per query: each opens a descriptor that lives until the query's end. */
const BATCH = 500;

/**
 * Size, hash, owner and rights of every large object. The bytes are hashed by the server in chunks of 1 MiB: hashing
 * `pg_largeobject` itself would see how the object was written, not what it holds. Needs the right to read each object.
 */
export async function readLargeObjects(
  session: Session,
  mode: Exclude<ProofMode, 'off'>,
): Promise<readonly LargeObjectProof[]> {
  const objects = await session.query<{ oid: string; owner: string; acl: readonly string[] }>(
    `SELECT m.oid::text AS oid, pg_catalog.pg_get_userbyid(m.lomowner)::text AS owner,
            ARRAY(SELECT a::text FROM unnest(coalesce(m.lomacl, acldefault('L', m.lomowner))) AS a ORDER BY a::text COLLATE "C") AS acl
       FROM pg_catalog.pg_largeobject_metadata m ORDER BY m.oid`,
  );
  const rights = new Map(objects.map(({ oid, owner, acl }) => [oid, { owner, acl }]));
  const found: LargeObjectProof[] = [];
  for (let start = 0; start < objects.length; start += BATCH) {
    const oids = objects.slice(start, start + BATCH).map(({ oid }) => oid);
    const rows = await session.query<{ oid: string; size: string; hash: string | null }>(
      mode === 'full' ? HASHED : SIZED,
      [oids],
    );
    for (const { oid, size, hash } of rows) {
      found.push({ oid: Number(oid), sizeBytes: Number(size), ...(hash === null ? {} : { hash }), ...rights.get(oid) });
    }
  }
  return found;
}

/** 262144 is INV_READ, 2 is SEEK_END. The descriptor is closed in the same row. */
const SIZED = `
SELECT o.oid::text AS oid, s.size::text AS size, NULL::text AS hash
  FROM unnest($1::oid[]) WITH ORDINALITY AS o(oid, place)
 CROSS JOIN LATERAL (SELECT lo_open(o.oid, 262144) AS descriptor OFFSET 0) AS d
 CROSS JOIN LATERAL (SELECT lo_lseek64(d.descriptor, 0, 2) AS size OFFSET 0) AS s
 CROSS JOIN LATERAL (SELECT lo_close(d.descriptor) AS closed WHERE s.size >= 0 OFFSET 0) AS c
 ORDER BY o.place`;

const HASHED = `
SELECT sized.oid, sized.size,
       to_hex(coalesce((SELECT bit_xor(hash_record_extended(row(chunk, lo_get(sized.oid::oid, chunk * 1048576, 1048576)), 0))
                          FROM generate_series(0, (sized.size::bigint - 1) / 1048576) AS chunk), 0)) AS hash
  FROM (${SIZED}) AS sized`;
