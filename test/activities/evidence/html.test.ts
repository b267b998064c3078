import { expect, test } from 'vitest';
import { renderHtml } from '../../../src/activities/evidence/html.ts';
import { hostileRecord } from './hostile-record.ts';
import { RESTORE_TEST } from './record.ts';

const page = renderHtml(RESTORE_TEST);
const tagsOf = (html: string) => [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag);

test.each([
  ['the target and the verdict', '<h1>Restore test of orders <span class="badge verdict passed">passed</span></h1>'],
  ['the verdict in the title', '<title>Restore test of orders: passed</title>'],
  ['who asked', '<td>ada@example.com</td>'],
  ['why', '<td>quarterly restore test</td>'],
  ['the backup', '<td>20261121T020000Z-logical-7d1e0c44</td>'],
  ['where it lies', 's3://backups/orders'],
  [
    'a step with its time, duration, attempts and result',
    '<td>fetch</td><td>done</td><td>2026-11-21 03:00:01 UTC</td><td>59 s</td><td>2</td><td>261 MB</td>',
  ],
  [
    'a measured time against its objective',
    '<td>15 min 00 s</td><td>5 min 29 s</td><td class="verdict passed">passed</td>',
  ],
  ['a check', '<td>table public.invoice</td><td class="verdict passed">passed</td><td>rows 412004, fingerprint'],
  ['what was not checked', '<td>public.rates</td><td>foreign table: its rows lie on another server</td>'],
  ['that the sandbox is gone', '<td>yes, and seen to be gone</td>'],
  ['the record before it', `<td>${RESTORE_TEST.previous?.sha256}</td>`],
  ['a warning', '<td>the server’s certificate ends in 12 days</td>'],
  ['room for a review', '<th scope="row">Reviewed by</th><td></td>'],
  ['that it claims no compliance', 'It does not state compliance with any of them.'],
])('shows %s', (_, fact) => {
  expect(page).toContain(fact);
});

test.each([
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  '</title></style><img src=x onerror=alert(1)>',
  '<%= it %>',
])('makes no markup of names such as %s', text => {
  const hostile = renderHtml(hostileRecord(text));
  expect(tagsOf(hostile)).toEqual(tagsOf(renderHtml(hostileRecord('harmless'))));
  expect(hostile).not.toContain(text);
});

test('shows a hostile name as it is', () => {
  expect(renderHtml(hostileRecord('"><script>'))).toContain('<td>table public.invoice&quot;&gt;&lt;script&gt;</td>');
});

test('needs nothing from outside and runs nothing', () => {
  expect(page).not.toMatch(/<(?:script|link|img|iframe|object|embed|base|form|image|use)\b/i);
  expect(page).not.toMatch(/\s(?:src|srcset|href|xlink:href|action|style|on\w+)\s*=/i);
  expect(page).not.toMatch(/url\(|@import|@font-face|https?:/i);
});

test('has colours for light, dark and paper', () => {
  expect(page).toContain('<meta name="color-scheme" content="light dark">');
  expect(page).toContain('@media (prefers-color-scheme: dark)');
  expect(page).toContain('@media print');
});

test('lets wide tables scroll by themselves on a narrow screen', () => {
  const [, before] = /<section>\s*<h2>Checks<\/h2>([\s\S]*?)<thead>/.exec(page) ?? [];
  expect(before).toContain('<div class="scroll"><table class="wide">');
});

test('plots the measured times with the objective', () => {
  expect(page.match(/<circle /g)).toHaveLength(4);
  expect(page).toContain('<title>2026-11-21: 5 min 29 s</title>');
  expect(page).toContain('>objective 15 min 00 s</text>');
});

test('plots nothing where there is nothing to compare with', () => {
  expect(renderHtml({ ...RESTORE_TEST, earlier: [] })).not.toContain('<svg');
});
