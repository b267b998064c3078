import { formatDuration } from '../../domain/durations.ts';
import type { EvidenceRecord } from '../../domain/evidence.ts';
import type { Cell, Section } from './section.ts';
import { sectionsOf } from './sections.ts';
import { summaryOf, titleOf } from './summary.ts';

/** The record as Markdown, for tickets and terminals. */
export function renderMarkdown(record: EvidenceRecord): string {
  const parts = [
    `# ${text(titleOf(record))}: ${record.verdict}`,
    text(summaryOf(record)),
    ...sectionsOf(record).map(renderSection),
  ];
  return `${parts.join('\n\n')}\n`;
}

function renderSection(section: Section): string {
  const lead = section.text === undefined ? [] : [section.text];
  return [`## ${section.title}`, ...lead, ...body(section)].join('\n\n');
}

function body(section: Section): readonly string[] {
  switch (section.kind) {
    case 'facts':
      return [table(['', ''], section.facts)];
    case 'table':
      return section.rows.length === 0 ? [] : [table(section.columns, section.rows)];
    case 'trend':
      return [
        table(
          ['Day', 'Recovery time'],
          section.points.map(({ label, durationMs }) => [label, formatDuration(durationMs)]),
        ),
      ];
    case 'review':
      return [section.lines.map(line => `- ${line}: ____________________`).join('\n')];
  }
}

function table(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(row => line(row.map(cell)))].join('\n');
}

function cell(value: Cell): string {
  return typeof value === 'string' ? text(value) : `**${value.verdict}**`;
}

/** Names of tables and databases are hostile input: nothing of them may become markup. */
function text(value: string): string {
  return value.replace(/[\\`*_{}[\]<>()#|!~]/g, '\\$&').replace(/\s*[\r\n]\s*/g, ' ');
}
