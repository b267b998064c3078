import { Eta } from 'eta';
import type { EvidenceRecord } from '../../domain/evidence.ts';
import { PAGE } from './page.ts';
import type { Section } from './section.ts';
import { sectionsOf } from './sections.ts';
import { summaryOf, titleOf } from './summary.ts';
import { layOutTrend } from './trend.ts';

const eta = new Eta({ autoEscape: true, autoTrim: [false, 'nl'] });

/** The record as one self-contained HTML page, for screens, light and dark, and for paper. */
export function renderHtml(record: EvidenceRecord): string {
  return eta.renderString(PAGE, {
    title: titleOf(record),
    verdict: record.verdict,
    summary: summaryOf(record),
    sections: sectionsOf(record).map(withPlot),
  });
}

function withPlot(section: Section): object {
  return section.kind === 'trend' ? { ...section, plot: layOutTrend(section.points, section.objectiveMs) } : section;
}
