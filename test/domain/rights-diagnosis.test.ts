import { expect, test } from 'vitest';
import { judgeRights, type Unreadable } from '../../src/domain/rights-diagnosis.ts';

const table = (n: number): Unreadable => ({
  schema: 'public',
  name: `public."T ${n}"`,
  kind: 'table',
  missing: 'select',
});

test('a role that reads everything has one finding', () => {
  expect(judgeRights('backup', 12, [])).toEqual([
    { group: 'source', label: 'rights', verdict: 'ok', found: 'all 12 tables and sequences are readable' },
  ]);
});

test.each([
  ['select', 'table', 'no SELECT on table a.b', 'GRANT SELECT ON TABLE a.b TO backup'],
  ['select', 'sequence', 'no SELECT on sequence a.b', 'GRANT SELECT ON SEQUENCE a.b TO backup'],
  [
    'schema',
    'table',
    'no USAGE on the schema of a.b',
    'GRANT USAGE ON SCHEMA a TO backup; GRANT SELECT ON TABLE a.b TO backup',
  ],
  ['rows', 'table', 'row-level security hides rows of a.b', 'ALTER ROLE backup BYPASSRLS'],
] as const)('what lacks %s on a %s is named with what grants it', (missing, kind, found, hint) => {
  const findings = judgeRights('backup', 1, [{ schema: 'a', name: 'a.b', kind, missing }]);
  expect(findings).toEqual([{ group: 'source', label: 'rights', verdict: 'failed', found, hint }]);
});

test('names twenty tables one by one, and counts the rest', () => {
  const findings = judgeRights(
    'backup',
    30,
    Array.from({ length: 23 }, (_, n) => table(n)),
  );
  expect(findings).toHaveLength(21);
  expect(findings.at(-1)).toMatchObject({ verdict: 'failed', found: 'and 3 more objects' });
});
