import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from './databases.ts';

test.each([15, 16, 18])('PostgreSQL %i answers, with Chinook', async major => {
  const database = await makeDatabase(clusterOf(major), 'chinook');
  expect(await database.sql('SELECT count(*)::int AS n FROM artist')).toEqual([{ n: 275 }]);
});
