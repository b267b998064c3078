import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../src/domain');

test.each(readdirSync(FOLDER))('%s is told the time, chance and surroundings by its callers', file => {
  const source = readFileSync(join(FOLDER, file), 'utf8');
  expect(source).not.toMatch(/Date\.now\(|new Date\(\)|Math\.random|\bprocess\.|\bcrypto\b|\bfetch\(/);
});
