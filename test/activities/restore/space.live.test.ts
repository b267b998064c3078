import { statfsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { resolveDestination } from '../../../src/activities/restore/destination.ts';
import { spaceOfDestination, spaceToFetch } from '../../../src/activities/restore/space.ts';
import { clusterOf, makeDatabase } from '../../stack/databases.ts';

describe('M6: the room of the destination', () => {
  test('is known where the server is on this host', async () => {
    const { url, sql } = await makeDatabase(clusterOf(15));
    const [row] = await sql<{ directory: string }>(`SELECT current_setting('data_directory') AS directory`);
    const found = await spaceOfDestination(connections(url), 'empty', 'test');
    expect(found).toMatchObject({ place: expect.stringContaining(String(row?.directory)) });
    const { blocks, bsize } = statfsSync(String(row?.directory));
    expect('freeBytes' in found && found.freeBytes > 0 && found.freeBytes <= blocks * bsize).toBe(true);
  });

  test('is asked of the server where the database is missing', async () => {
    const url = clusterOf(15).url.replace('DATABASE', 'no_such_database');
    expect(await spaceOfDestination(connections(url), 'missing', 'test')).toHaveProperty('freeBytes');
  });

  test('is not known to a role that may not know where it is', async () => {
    const { name, url, sql } = await makeDatabase(clusterOf(16));
    await sql(`CREATE ROLE "${name}" LOGIN PASSWORD 'x'`);
    const found = await spaceOfDestination(connections(asRole(url, name)), 'empty', 'test');
    expect(found).toEqual({ unknown: expect.stringContaining('pg_read_all_settings') });
    await sql(`DROP ROLE "${name}"`);
  });
});

test('M6: the room to fetch into is that of the next folder above it that is there', async () => {
  const found = await spaceToFetch('/tmp/not/there', { storedBytes: 5, databaseBytes: 7 });
  expect(found).toMatchObject({ place: expect.stringContaining('/tmp/not/there'), neededBytes: 12 });
  expect(found.freeBytes).toBeGreaterThan(0);
});

function connections(url: string) {
  return resolveDestination({ into: 'env:INTO', options: {} }, { configuration: {}, readSecret: () => url });
}

function asRole(url: string, role: string): string {
  const changed = new URL(url);
  changed.username = role;
  changed.password = 'x';
  return changed.href;
}
