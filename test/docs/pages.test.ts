import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { STATUS_EXIT_CODES } from '../../src/domain/status.ts';
import { STEPS } from '../../src/domain/steps.ts';
import { PROJECT, pageOf } from './documented.ts';

const PAGES = globSync('docs/**/*.md', { cwd: PROJECT });

test.each(PAGES)('every link of %s leads to a file', page => {
  const text = readFileSync(join(PROJECT, page), 'utf8');
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link);
  const broken = links.filter(link => !/^https?:/.test(link) && !existsSync(join(PROJECT, dirname(page), link)));
  expect(broken).toEqual([]);
});

test('the dictionary has every step and every status verdict', () => {
  const dictionary = pageOf('dictionary.md');
  const words = [...Object.values(STEPS).flat(), ...Object.keys(STATUS_EXIT_CODES)];
  expect(words.filter(word => !new RegExp(`\\b${word}\\b`).test(dictionary))).toEqual([]);
});

test('the dictionary says each word once', () => {
  const words = [...pageOf('dictionary.md').matchAll(/^\| ([^|]+) \|/gm)].map(([, word = '']) => word.trim());
  expect(words.length).toBeGreaterThan(30);
  expect(new Set(words).size).toBe(words.length);
});

test('the licence is the one of the package, with the project’s line', () => {
  const licence = readFileSync(join(PROJECT, 'LICENSE'), 'utf8');
  expect(JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')).license).toBe('Apache-2.0');
  expect(licence).toMatch(/^\s+Apache License\s+Version 2\.0, January 2004/);
  expect(licence).toContain('   Copyright 2026 The Firedrill authors\n');
});
