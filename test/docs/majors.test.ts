import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MAJORS } from '../stack/global-setup.ts';
import { PROJECT } from './documented.ts';

const README = readFileSync(join(PROJECT, 'README.md'), 'utf8').replaceAll(/\s+/g, ' ');

test('M15: the README says which majors were run, and which were not', () => {
  const run = MAJORS.join(', ').replace(/, (\d+)$/, ' and $1');
  const others = [14, 15, 16, 17, 18].filter(major => !MAJORS.some(each => each === major));
  expect(README).toContain(`**${run} were run** by the tests; ${others.join(' and ')} were not`);
});
