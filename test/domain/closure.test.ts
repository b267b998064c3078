import { describe, expect, test } from 'vitest';
import { describeEntry, parseArchiveEntries } from '../../src/domain/archive-entries.ts';
import { closeOver } from '../../src/domain/closure.ts';

/** An archive of `TYPE title` with what each depends on, by place from 1. */
function archive(...lines: readonly (readonly [string, ...number[]])[]) {
  const catalogues: { readonly [type: string]: number } = { TABLE: 1259, SEQUENCE: 1259, INDEX: 1259, DEFAULT: 2604 };
  const list = lines.flatMap(([text, ...needs], index) => {
    const type = Object.keys(catalogues).find(
      name => text.startsWith(`${name} `) && !/^\w+ (DATA|ATTACH|SET|ACL|OWNED) /.test(text),
    );
    const line = `${index + 1}; ${catalogues[type ?? ''] ?? 0} 16${index} ${text} me`;
    return needs.length === 0 ? [line] : [line, `;\tdepends on: ${needs.join(' ')}`];
  });
  return parseArchiveEntries(list.join('\n'), ['me']);
}

function close(
  entries: ReturnType<typeof archive>,
  tables: readonly number[],
  { others = [], present = [] }: { others?: readonly number[]; present?: readonly number[] } = {},
) {
  const closure = closeOver(entries, { tables, others, present: new Set(present) });
  const names = (ids: ReadonlySet<number>) => entries.filter(({ dumpId }) => ids.has(dumpId)).map(describeEntry);
  return {
    ...closure,
    members: names(closure.members),
    added: names(closure.added),
    used: names(closure.used),
    conflicts: closure.conflicts.map(describeEntry),
  };
}

describe('with a table', () => {
  test('come its parts and properties, and theirs', () => {
    const entries = archive(
      ['SCHEMA - app'],
      ['TABLE app t', 1],
      ['TABLE DATA app t', 2],
      ['CONSTRAINT app t t_pkey', 2],
      ['COMMENT app CONSTRAINT t_pkey ON t', 4],
      ['SEQUENCE app t_id_seq', 1, 2],
      ['SEQUENCE SET app t_id_seq', 6],
      ['DEFAULT app t id', 2, 6],
      ['ACL app TABLE t', 2],
      ['SEQUENCE app other', 1],
      ['STATISTICS app both', 1, 2],
    );
    const { members, leftOut } = close(entries, [2]);
    expect(members).toEqual(entries.map(describeEntry).filter(name => name !== 'SEQUENCE app other'));
    expect(leftOut).toEqual([]);
  });

  test('comes a parent that it cannot be made without, with rows, and is told', () => {
    const entries = archive(['TABLE app parent'], ['TABLE app child', 1], ['TABLE DATA app parent', 1]);
    expect(close(entries, [2])).toMatchObject({ members: entries.map(describeEntry), added: ['TABLE app parent'] });
  });

  test('comes a trigger with its function, but not one whose function needs another table', () => {
    const entries = archive(
      ['TABLE app t'],
      ['TABLE app u'],
      ['FUNCTION app f()'],
      ['FUNCTION app g()', 2],
      ['TRIGGER app t one', 1, 3],
      ['TRIGGER app t two', 1, 4],
    );
    const { members, leftOut } = close(entries, [1]);
    expect(members).toEqual(['TABLE app t', 'FUNCTION app f()', 'TRIGGER app t one']);
    expect(leftOut).toEqual([{ object: 'TRIGGER app t two', reason: 'it needs TABLE app u, which does not come' }]);
  });

  test('a foreign key comes only with both tables, and the policy of another table does not', () => {
    const entries = archive(
      ['TABLE app t'],
      ['TABLE app u'],
      ['FK CONSTRAINT app t to_u', 1, 2],
      ['POLICY app u reads_t', 1, 2],
      ['VIEW app v', 1],
    );
    expect(close(entries, [1]).leftOut).toEqual([
      { object: 'FK CONSTRAINT app t to_u', reason: 'it needs TABLE app u, which does not come' },
      { object: 'POLICY app u reads_t', reason: 'it needs TABLE app u, which does not come' },
      { object: 'VIEW app v', reason: 'it was not chosen' },
    ]);
    expect(close(entries, [1, 2]).members).toContain('FK CONSTRAINT app t to_u');
  });
});

describe('into a database that has things', () => {
  const entries = archive(
    ['TABLE public country'],
    ['CONSTRAINT public country country_pkey', 1],
    ['INDEX public country_name', 1, 6],
    ['TABLE app t', 6],
    ['FK CONSTRAINT app t to_country', 1, 2, 4],
    ['FUNCTION public norm()'],
  );

  test('what is there is used', () => {
    const { members, used } = close(entries, [4], { present: [1, 2, 6] });
    expect(members).toEqual(['TABLE app t', 'FK CONSTRAINT app t to_country']);
    expect(used).toEqual(['TABLE public country', 'CONSTRAINT public country country_pkey', 'FUNCTION public norm()']);
  });

  test('nothing of what is there is completed', () => {
    const { members, leftOut } = close(entries, [4], { present: [1] });
    expect(members).toEqual(['TABLE app t', 'FUNCTION public norm()']);
    expect(leftOut.map(({ object }) => object)).toEqual(['FK CONSTRAINT app t to_country']);
  });

  test('what would come and is there is a conflict', () => {
    expect(close(entries, [1], { present: [1] }).conflicts).toEqual(['TABLE public country']);
    expect(close(entries, [1], { present: [3] }).conflicts).toEqual(['INDEX public country_name']);
  });
});

describe('a partitioned table', () => {
  const entries = archive(
    ['TABLE app p'],
    ['TABLE app p1', 1],
    ['TABLE ATTACH app p1', 2, 1],
    ['CONSTRAINT app p p_pkey', 1],
    ['CONSTRAINT app p1 p1_pkey', 2, 4],
    ['INDEX ATTACH app p1_pkey', 4, 5, 1, 2],
  );

  test('comes with its partitions', () => {
    expect(close(entries, [1])).toMatchObject({ members: entries.map(describeEntry), added: ['TABLE app p1'] });
  });

  test('stays away when a partition comes alone', () => {
    const { members, leftOut } = close(entries, [2]);
    expect(members).toEqual(['TABLE app p1', 'CONSTRAINT app p1 p1_pkey']);
    expect(leftOut).toEqual([{ object: 'TABLE ATTACH app p1', reason: 'it needs TABLE app p, which does not come' }]);
  });
});

test('of a schema everything comes that can, and what would reach out stays away', () => {
  const entries = archive(
    ['SCHEMA - app'],
    ['TABLE app t', 1],
    ['VIEW app v', 2],
    ['TABLE public u'],
    ['VIEW app w', 4, 3],
    ['VIEW app x', 5],
    ['PUBLICATION TABLE app p t', 2],
    ['DEFAULT ACL app DEFAULT PRIVILEGES FOR TABLES', 1],
  );
  const { members, leftOut } = close(entries, [2], { others: [1, 3, 5, 6] });
  expect(members).toEqual(['SCHEMA app', 'TABLE app t', 'VIEW app v', 'DEFAULT ACL app DEFAULT PRIVILEGES FOR TABLES']);
  expect(leftOut).toEqual([
    { object: 'VIEW app w', reason: 'it needs TABLE public u, which does not come' },
    { object: 'VIEW app x', reason: 'it needs TABLE public u, which does not come' },
    { object: 'PUBLICATION TABLE app p t', reason: 'it was not chosen' },
  ]);
});
