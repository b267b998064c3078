import type { ArchiveEntry } from './archive-entries.ts';
import type { Closure } from './closure.ts';
import { describeAsked, type FoundExcerpt, type PlannedExcerpt } from './excerpt.ts';
import type { QualifiedName } from './object-names.ts';
import type { NotProven, Proof } from './proof.ts';
import type { Check } from './verdicts.ts';

/** What of a proof speaks of what was restored, and a check for each table of which it says nothing. */
export interface ProofExcerpt {
  readonly proof: Proof;
  readonly unprovable: readonly Check[];
}

/**
 * Takes from a proof what speaks of the members of a closure. Large objects never come with an excerpt. `asked` tells which of two
 * tables is meant whose names read alike in a list of entries.
 */
export function excerptProof(
  proof: Proof,
  entries: readonly ArchiveEntry[],
  { members }: Pick<Closure, 'members'>,
  asked: FoundExcerpt,
): ProofExcerpt {
  const titled = (types: readonly string[], isWanted: (entry: ArchiveEntry) => boolean) =>
    new Set(entries.filter(entry => types.includes(entry.type) && isWanted(entry)).map(({ title }) => title));
  const isMember = ({ dumpId }: ArchiveEntry) => members.has(dumpId);
  const others = titled(RELATIONS, entry => !isMember(entry));
  const within = (names: ReadonlySet<string>) => (object: QualifiedName) =>
    names.has(titleOf(object)) && (!others.has(titleOf(object)) || isAsked(object, asked));
  const restored = within(titled(RELATIONS, isMember));
  const tables = proof.tables.filter(restored);
  const notProven = proof.notProven.filter(restored);
  const sequences = proof.sequences.filter(within(titled(['SEQUENCE'], isMember)));
  const told = new Set([...[...tables, ...notProven].map(titleOf), ...titled(['TABLE ATTACH'], isMember)]);
  const alone = [...titled(['TABLE'], isMember)].filter(title => !told.has(title));
  return {
    proof: { ...proof, tables, notProven, sequences, largeObjects: [] },
    unprovable: proof.mode === 'off' ? [] : alone.map(unprovable),
  };
}

const RELATIONS = ['TABLE', 'FOREIGN TABLE', 'MATERIALIZED VIEW'];

/** How a list of entries has a name: line ends are blanks. */
function titleOf({ schema, name }: QualifiedName): string {
  return `${schema} ${name}`.replaceAll(/[\r\n]/g, ' ');
}

function isAsked({ schema, name }: QualifiedName, asked: FoundExcerpt): boolean {
  if (asked.kind === 'schemas') return asked.schemas.includes(schema);
  return asked.tables.some(table => table.schema === schema && table.name === name);
}

function unprovable(title: string): Check {
  return {
    name: `table ${title.replace(' ', '.')}`,
    about: 'content',
    required: true,
    verdict: 'inconclusive',
    detail: 'the proof holds the partitioned table as a whole, and this partition came alone',
  };
}

/** What the comparison of an excerpt does not look at. */
export function notCompared({ asked }: PlannedExcerpt): NotProven {
  return {
    object: 'everything else in the database, and large objects',
    reason: `restored and compared was ${describeAsked(asked)}, with what belongs to it`,
  };
}
