import { count } from './counting.ts';
import { identityOf, type LargeObjectProof, type Proof, qualifiedName, type TableProof } from './proof.ts';
import type { Check, Observation } from './verdicts.ts';

const SOURCE = 'proof taken under the dump’s snapshot';

/**
 * Compares what was restored with what was backed up: one check for every table, one for the large objects.
 * `found` must have been made by the same recipe over the restored database.
 */
export function compareContent(expected: Proof, found: Proof): readonly Check[] {
  const restored = new Map(found.tables.map(table => [identityOf(table), table]));
  const known = new Set(expected.tables.map(identityOf));
  const tables = expected.tables.flatMap(table => compareTable(table, restored.get(identityOf(table))));
  const surplus = found.tables.filter(table => !known.has(identityOf(table))).map(surplusTable);
  return [...tables, ...surplus, ...compareLargeObjects(expected.largeObjects, found.largeObjects)];
}

function compareTable(expected: TableProof, found: TableProof | undefined): readonly Check[] {
  const name = `table ${qualifiedName(expected)}`;
  const base = { name, about: 'content', required: true, expected: observeTable(expected), source: SOURCE } as const;
  if (found === undefined) {
    return [{ ...base, verdict: 'failed', found: null, detail: 'the table is not there after the restore' }];
  }
  const difference = describeDifference(expected, found);
  const rows: Check = {
    ...base,
    verdict: difference === undefined ? 'passed' : 'failed',
    found: observeTable(found),
    ...(difference === undefined ? {} : { detail: difference }),
  };
  return [rows, ...compareGenerated(expected, found)];
}

function describeDifference(expected: TableProof, found: TableProof): string | undefined {
  const missing = expected.rows - found.rows;
  if (missing > 0) return `${count(missing, 'row')} lost`;
  if (missing < 0) return `${count(-missing, 'row')} too many`;
  if (expected.columns.join('\0') !== found.columns.join('\0')) return 'the columns are not those that were backed up';
  if (expected.fingerprint !== found.fingerprint) {
    return 'as many rows, but not the same content (a changed value, or an equal one written differently, such as 1.0 for 1.00)';
  }
  return undefined;
}

function compareGenerated(expected: TableProof, found: TableProof): readonly Check[] {
  if (expected.generated === undefined) return [];
  const same = expected.generated.fingerprint === found.generated?.fingerprint;
  return [
    {
      name: `generated columns of ${qualifiedName(expected)}`,
      about: 'content',
      required: false,
      verdict: same ? 'passed' : 'failed',
      expected: expected.generated.fingerprint,
      found: found.generated?.fingerprint ?? null,
      source: SOURCE,
      ...(same
        ? {}
        : { detail: 'computed anew by the restore, with another result: was the function behind them changed?' }),
    },
  ];
}

function surplusTable(table: TableProof): Check {
  return {
    name: `table ${qualifiedName(table)}`,
    about: 'content',
    required: true,
    verdict: 'failed',
    expected: null,
    found: observeTable(table),
    source: SOURCE,
    detail: 'the table was not in the database that was backed up',
  };
}

function observeTable(table: TableProof): Observation {
  return { rows: table.rows, fingerprint: table.fingerprint ?? null };
}

function compareLargeObjects(
  expected: readonly LargeObjectProof[],
  found: readonly LargeObjectProof[],
): readonly Check[] {
  if (expected.length === 0 && found.length === 0) return [];
  const restored = new Map(found.map(object => [object.oid, object]));
  const lost = expected.filter(object => !restored.has(object.oid));
  const changed = expected.filter(object => {
    const other = restored.get(object.oid);
    return other !== undefined && (other.sizeBytes !== object.sizeBytes || other.hash !== object.hash);
  });
  const handed = expected.filter(object => {
    const other = restored.get(object.oid);
    return other !== undefined && rightsOf(object) !== rightsOf(object.owner === undefined ? {} : other);
  });
  const surplus = found.length - (expected.length - lost.length);
  const differences = [
    ...(lost.length > 0 ? [`lost: ${nameSome(lost)}`] : []),
    ...(changed.length > 0 ? [`changed: ${nameSome(changed)}`] : []),
    ...(handed.length > 0 ? [`other owner or rights: ${nameSome(handed)}`] : []),
    ...(surplus > 0 ? [`${surplus} too many`] : []),
  ];
  return [
    {
      name: 'large objects',
      about: 'content',
      required: true,
      verdict: differences.length === 0 ? 'passed' : 'failed',
      expected: observeObjects(expected),
      found: observeObjects(found),
      source: SOURCE,
      ...(differences.length === 0 ? {} : { detail: differences.join('; ') }),
    },
  ];
}

function rightsOf({ owner, acl }: Pick<LargeObjectProof, 'owner' | 'acl'>): string {
  return JSON.stringify([owner, acl]);
}

function observeObjects(objects: readonly LargeObjectProof[]): Observation {
  return { objects: objects.length, bytes: objects.reduce((sum, object) => sum + object.sizeBytes, 0) };
}

function nameSome(objects: readonly LargeObjectProof[]): string {
  const shown = objects
    .slice(0, 5)
    .map(object => object.oid)
    .join(', ');
  return objects.length > 5 ? `${shown} and ${objects.length - 5} more` : shown;
}
