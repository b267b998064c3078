import { expect, test } from 'vitest';
import { renderMarkdown } from '../../../src/activities/evidence/markdown.ts';
import { hostileRecord } from './hostile-record.ts';
import { RESTORE_TEST } from './record.ts';

const plain = renderMarkdown(RESTORE_TEST);

/** How often each character stands there that is not escaped and can make markup. */
const markupOf = (markdown: string) =>
  [...'|`*_{}[]<>#!~'].map(sign => [sign, markdown.replace(/\\./g, '').split(sign).length - 1]);

test.each([
  ['the target and the verdict', '# Restore test of orders: passed\n'],
  ['the summary', '20261121T020000Z-logical-7d1e0c44 was restored in 5 min 29 s, and 3 tables with 1,204,377 rows'],
  ['a step', '| fetch | done | 2026-11-21 03:00:01 UTC | 59 s | 2 | 261 MB |'],
  ['a measured time', '| 15 min 00 s | 5 min 29 s | **passed** |'],
  ['a check', '| table public.customer | **passed** | rows 59118, fingerprint 5f1c8e0a7b3d2946:1c9f07a2e4 |'],
  ['what was not checked', '| public.rates | foreign table: its rows lie on another server |'],
  ['earlier times', '| 2026-11-12 | 5 min 16 s |'],
  ['room for a review', '- Reviewed by: ____'],
])('shows %s', (_, fact) => {
  expect(plain).toContain(fact);
});

test('writes names with underscores as they are read', () => {
  expect(plain).toContain('| table public.invoice\\_line |');
});

test.each([
  ['pipes', ' | passed | '],
  ['backticks', '`rm -rf /`'],
  ['an escape before a pipe', '\\|'],
  ['emphasis', '**passed** _x_ ~~y~~'],
  ['HTML', '"><script>alert(1)</script><!-- '],
  ['a link', '[click](https://evil.example)'],
  ['an image', '![x](https://evil.example)'],
])('makes no markup of names with %s', (_, text) => {
  const harmless = renderMarkdown(hostileRecord('harmless'));
  expect(markupOf(renderMarkdown(hostileRecord(text)))).toEqual(markupOf(harmless));
});

test.each(['\n# passed\n', '\r\n| passed | passed |\r\n', '\r- [x] passed'])(
  'keeps a name such as %j on its line',
  text => {
    const lines = renderMarkdown(hostileRecord(text)).split(/\r\n|\r|\n/);
    expect(lines).toHaveLength(renderMarkdown(hostileRecord('harmless')).split('\n').length);
  },
);

test('gives every row of a table the columns of its head', () => {
  const rows = renderMarkdown(hostileRecord('|'))
    .split('\n')
    .filter(line => line.startsWith('|'));
  const columns = rows.map(row => row.replace(/\\./g, '').split('|').length);
  const heads = rows.flatMap((row, index) => (/^\|(?: --- \|)+$/.test(row) ? [index - 1] : []));
  const expected = rows.map((_, index) => columns[heads.findLast(head => head <= index) ?? 0]);
  expect(columns).toEqual(expected);
  expect(heads.length).toBeGreaterThan(8);
});
