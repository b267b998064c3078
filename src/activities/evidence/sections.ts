import type { EvidenceRecord } from '../../domain/evidence.ts';
import { checks, notChecked, objectives, output, trend } from './finding-sections.ts';
import { chain, review, run, steps, warnings } from './run-sections.ts';
import type { Section } from './section.ts';
import { backup, destination, handedOut, sandbox, tools, verified } from './subject-sections.ts';

/** Everything a report shows, in order. */
export function sectionsOf(record: EvidenceRecord): readonly Section[] {
  return [
    run(record),
    ...objectives(record),
    ...trend(record),
    ...checks(record),
    ...output(record),
    ...notChecked(record),
    ...backup(record),
    ...verified(record),
    ...sandbox(record),
    ...destination(record),
    ...handedOut(record),
    steps(record),
    ...warnings(record),
    tools(record),
    chain(record),
    review(),
  ];
}
