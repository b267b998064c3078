import { readFileSync, writeFileSync } from 'node:fs';
import { PROJECT, pageOf } from '../docs/documented.ts';
import type { Part } from './mutation.ts';

const PAGE = 'proof.md';
const BEGIN = '<!-- Written by npm run mutations -->\n';
const END = '<!-- End of what is written -->\n';

/** The part of the page that is written by a run. */
export function writtenPart(): string {
  return pageOf(PAGE).split(BEGIN)[1]?.split(END)[0] ?? '';
}

/** Puts the tables of a run into the page. */
export function writePart(text: string): void {
  const file = `${PROJECT}/docs/${PAGE}`;
  const [before = '', rest = ''] = readFileSync(file, 'utf8').split(BEGIN);
  writeFileSync(file, `${before}${BEGIN}${text}${END}${rest.split(END)[1] ?? ''}`);
}

/** The tables of a run, a section for each part. `clean` are databases in which nothing was planted. */
export function renderParts(parts: readonly Part[], clean: readonly string[]): string {
  const planted = parts.flatMap(({ findings }) => findings);
  const found = planted.filter(({ by }) => by !== undefined);
  const accused = parts.reduce((sum, { accusations }) => sum + accusations.length, 0);
  const sum = `**${found.length} of ${planted.length} planted faults found, ${accused === 0 ? 'no' : accused} false accusation.** Nothing was planted in ${clean.join(', ')}: nothing was accused.`;
  return `\n${[sum, ...parts.map(renderPart)].join('\n\n')}\n\n`;
}

function renderPart({ place, findings }: Part): string {
  const rows = findings.map(({ fault, by, words }) => [fault, by ?? '**not found**', words].map(cell).map(shorten));
  const all = [['fault', 'found by', 'in the words'], ...rows];
  const widths = [0, 1, 2].map(column => Math.max(...all.map(row => row[column]?.length ?? 0)));
  const line = (row: readonly string[], fill = ' ') =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...body] = all;
  const rule = line(['', '', ''], '-');
  return [`### ${place}`, '', line(head), rule, ...body.map(row => line(row))].join('\n');
}

/** A text as a cell has it, without what differs from run to run: folders, ids, sizes of encrypted files. */
function cell(text: string): string {
  return text
    .replace(/\/\S*?\/fd-\w+\//g, '')
    .replace(/\d{8}T\d{6}Z-logical-[0-9a-f]{8}/g, 'BACKUP')
    .replace(/[0-9a-f]{8}-[0-9a-f]{16}/g, 'ID')
    .replace(/\b[0-9a-f]{16}\b/g, 'ID')
    .replace(/main-[0-9a-f]{8}/g, 'main-ID')
    .replace(/\bt_[0-9a-f]{12}(_reader| a| b)?/g, (_, role?: string) => (role === undefined ? 'shop' : 'ROLE'))
    .replace(/\br_[0-9a-f]{12}/g, 'shop')
    .replace(/(?<=bytes 0 to |has |bytes instead of )\d+/g, 'N')
    .replaceAll('|', '\\|');
}

const LONGEST = 160;

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
