import type { ArchiveEntry } from './archive-entries.ts';
import type { Closure } from './closure.ts';
import { describeAsked, type PlannedPart } from './partial-restore.ts';
import type { NotProven, Proof } from './proof.ts';
import type { Check } from './verdicts.ts';

/** The part of a proof that speaks of what was restored, and a check for each table of which it says nothing. */
export interface PartOfProof {
  readonly proof: Proof;
  readonly unprovable: readonly Check[];
}

/** Takes from a proof what speaks of the members of a closure. Large objects never come with a part. */
export function proofOfPart(proof: Proof, entries: readonly ArchiveEntry[], { members }: Closure): PartOfProof {
  const titles = (types: readonly string[]) =>
    new Set(
      entries.filter(({ dumpId, type }) => members.has(dumpId) && types.includes(type)).map(({ title }) => title),
    );
  const within = (names: ReadonlySet<string>) => (object: { readonly schema: string; readonly name: string }) =>
    names.has(`${object.schema} ${object.name}`.replaceAll(/[\r\n]/g, ' '));
  const restored = titles(['TABLE', 'FOREIGN TABLE', 'MATERIALIZED VIEW']);
  const tables = proof.tables.filter(within(restored));
  const notProven = proof.notProven.filter(within(restored));
  const known = [...tables, ...notProven].map(({ schema, name }) => `${schema} ${name}`.replaceAll(/[\r\n]/g, ' '));
  const told = new Set([...known, ...titles(['TABLE ATTACH'])]);
  const alone = [...titles(['TABLE'])].filter(title => !told.has(title));
  return {
    proof: {
      ...proof,
      tables,
      notProven,
      largeObjects: [],
      sequences: proof.sequences.filter(within(titles(['SEQUENCE']))),
    },
    unprovable: proof.mode === 'off' ? [] : alone.map(unprovable),
  };
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

/** What the comparison of a part does not look at. */
export function notCompared({ asked }: PlannedPart): NotProven {
  return {
    object: 'everything else in the database, and large objects',
    reason: `restored and compared was ${describeAsked(asked)}, with what belongs to it`,
  };
}
