import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findOnPath, isExecutable } from '../../src/tools/search-path.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { writeProgram } from './program-scripts.ts';

test('finds the first program of a name', () => {
  const folder = temporaryFolder();
  writeProgram(join(folder, 'b', 'zstd'), 'exit 0');
  writeProgram(join(folder, 'c', 'zstd'), 'exit 0');
  expect(findOnPath('zstd', ['a', 'b', 'c'].map(name => join(folder, name)).join(':'))).toBe(join(folder, 'b', 'zstd'));
});

test.each([
  ['that may not be run', (path: string) => chmodSync(writeProgram(path, 'exit 0'), 0o644)],
  ['that is a folder', (path: string) => mkdirSync(path, { recursive: true })],
  ['that leads nowhere', (path: string) => symlinkSync('/nowhere', path)],
])('passes over something of that name %s', (_, make) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'a'));
  make(join(folder, 'a', 'zstd'));
  const program = writeProgram(join(folder, 'b', 'zstd'), 'exit 0');
  expect(findOnPath('zstd', `${join(folder, 'a')}:${join(folder, 'b')}`)).toBe(program);
});

test.each([undefined, '', ':', '/nowhere'])('finds nothing on the path %j', path => {
  expect(findOnPath('sh', path)).toBeUndefined();
});

test('takes a link to a program for a program', () => {
  const folder = temporaryFolder();
  symlinkSync('/bin/sh', join(folder, 'shell'));
  expect(isExecutable(join(folder, 'shell'))).toBe(true);
});
