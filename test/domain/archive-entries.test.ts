import { expect, test } from 'vitest';
import { describeEntry, parseArchiveEntries } from '../../src/domain/archive-entries.ts';

const LIST = [
  ';',
  ';     dbname: postgres',
  '; Selected TOC Entries:',
  '3521; 0 0 ENCODING - ENCODING ',
  '7; 2615 16385 SCHEMA - app shop owner',
  '2; 3079 16387 EXTENSION - citext ',
  '219; 1259 16510 TABLE app t shop owner',
  ';\tdepends on: 273 901 7 7',
  '220; 1259 16511 TABLE DATA x owner',
  '3512; 0 16511 TABLE DATA DATA x owner',
  ';\tdepends on: 220',
  '3356; 2606 16519 FK CONSTRAINT app t t_c_fkey owner',
  '2167; 826 16386 DEFAULT ACL app DEFAULT PRIVILEGES FOR TABLES owner',
  '3340; 2604 16513 DEFAULT app t id owner',
].join('\n');

test('a list is read with types, catalogue ids and dependencies', () => {
  const entries = parseArchiveEntries(LIST, ['owner', 'shop owner']);
  expect(entries.map(({ dumpId, oid, type, title, needs }) => [dumpId, oid, type, title, needs])).toEqual([
    [3521, '0', 'ENCODING', '- ENCODING', []],
    [7, '16385', 'SCHEMA', '- app', []],
    [2, '16387', 'EXTENSION', '- citext', []],
    [219, '16510', 'TABLE', 'app t', [273, 901, 7]],
    [220, '16511', 'TABLE', 'DATA x', []],
    [3512, '16511', 'TABLE DATA', 'DATA x', [220]],
    [3356, '16519', 'FK CONSTRAINT', 'app t t_c_fkey', []],
    [2167, '16386', 'DEFAULT ACL', 'app DEFAULT PRIVILEGES FOR TABLES', []],
    [3340, '16513', 'DEFAULT', 'app t id', []],
  ]);
});

test('each entry keeps its own line', () => {
  const [, schema] = parseArchiveEntries(LIST, []);
  expect(schema?.line).toBe('7; 2615 16385 SCHEMA - app shop owner');
});

test('entries are described without the dash that stands for no schema', () => {
  expect(describeEntry({ type: 'SCHEMA', title: '- app' })).toBe('SCHEMA app');
  expect(describeEntry({ type: 'TABLE', title: 'app t' })).toBe('TABLE app t');
});
