import { runSql } from '../dev/stack/postgres-cluster.ts';

/** What a generated database is to weigh; the tables of one unit take about 100 MB on disk, with indexes. */
export const UNIT_BYTES = 100_000_000;

/**
 * Fills an empty database with a shop: narrow and wide rows, jsonb, text that compresses as prose does, numerics, timestamps,
 * indexes. The same seed and size make the same rows: everything is computed from row numbers.
 */
export async function generateShop(url: string, bytes: number, seed: number): Promise<void> {
  const units = Math.max(1, Math.round(bytes / UNIT_BYTES));
  const rows = (perUnit: number) => `generate_series(1, ${perUnit * units}) AS n`;
  const pick = (values: number, salt: string) => `(hashtextextended(n || '${salt}', ${seed}) & 1073741823) % ${values}`;
  const words = (count: number, salt: string) =>
    `(SELECT string_agg((ARRAY['${WORDS.join("','")}'])[1 + (hashtextextended(n || '${salt}' || w, ${seed}) & 1073741823) % ${WORDS.length}], ' ') FROM generate_series(1, ${count}) w)`;
  await runSql(url, 'SET synchronous_commit = off; CREATE SCHEMA shop');
  for (const statement of [
    `CREATE TABLE shop.customer AS SELECT n AS id, 'customer ' || n AS name, md5(n || 'mail') || '@example.org' AS email,
       md5(n || 'street') AS street, md5(n || 'city') AS city, md5(n || 'phone') AS phone, n % 5 = 0 AS active,
       date '2015-01-01' + (${pick(4000, 'd')})::int AS since, ${words(12, 'c')} AS note FROM ${rows(20_000)}`,
    `CREATE TABLE shop.orders AS SELECT n AS id, 1 + ${pick(20_000, 'o')} AS customer_id, (${pick(1_000_000, 'a')})::numeric / 100 AS amount,
       timestamptz '2020-01-01 00:00Z' + n * interval '37 seconds' AS placed_at, (ARRAY['new','paid','sent','done'])[1 + ${pick(4, 's')}] AS state FROM ${rows(150_000)}`,
    `CREATE TABLE shop.order_line AS SELECT n AS id, 1 + n / 3 AS order_id, ${pick(50_000, 'p')}::int AS product_id, 1 + ${pick(9, 'q')}::int AS quantity,
       (${pick(100_000, 'l')})::numeric / 100 AS price FROM ${rows(450_000)}`,
    `CREATE TABLE shop.event AS SELECT n AS id, timestamptz '2024-01-01 00:00Z' + n * interval '11 seconds' AS at,
       jsonb_build_object('kind', (ARRAY['view','click','buy'])[1 + ${pick(3, 'k')}], 'session', md5(n || 'session'), 'position', jsonb_build_array(${pick(1000, 'x')}, ${pick(1000, 'y')}), 'tags', jsonb_build_object('a', n % 7, 'b', md5(n || 'tag'))) AS body FROM ${rows(60_000)}`,
    `CREATE TABLE shop.document AS SELECT n AS id, 'document ' || n AS title, ${words(120, 't')} AS body FROM ${rows(8_000)}`,
    ...['customer', 'orders', 'order_line', 'event', 'document'].map(
      name => `ALTER TABLE shop.${name} ADD PRIMARY KEY (id)`,
    ),
    'CREATE INDEX ON shop.orders (customer_id)',
    'CREATE INDEX ON shop.order_line (order_id)',
    'CREATE INDEX ON shop.event (at)',
    'VACUUM ANALYZE',
  ])
    await runSql(url, statement);
}

/** Enough words that no two sentences are alike, few enough that text compresses as text does. */
const WORDS = [
  ...['the', 'of', 'and', 'to', 'in', 'that', 'was', 'his', 'with', 'for', 'had', 'you', 'not', 'her', 'which', 'have'],
  ...['from', 'they', 'this', 'were', 'all', 'said', 'there', 'when', 'their', 'more', 'about', 'would', 'order'],
  ...['delivery', 'invoice', 'warehouse', 'customer', 'payment', 'shipment', 'catalogue', 'question', 'answer'],
  ...['morning', 'evening', 'street', 'harbour', 'mountain', 'library', 'machine', 'paper', 'silver', 'window'],
];
