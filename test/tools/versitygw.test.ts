import { join } from 'node:path';
import { expect, test } from 'vitest';
import { obtainVersitygw } from '../../src/tools/versitygw.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { writeProgram } from './program-scripts.ts';

test.each([
  ['PATH', {}],
  ['cache', { PATH: '/nowhere' }],
])('takes the S3 server from %s, next in order, and builds none', async (origin, change) => {
  const at = temporaryFolder();
  writeProgram(join(at, 'path', 'versitygw'), 'exit 0');
  writeProgram(join(at, 'cache', 'bin', 'versitygw'), 'exit 0');
  const said: string[] = [];
  const environment = { PATH: join(at, 'path'), FIREDRILL_CACHE: join(at, 'cache'), ...change };
  expect(await obtainVersitygw(environment, line => said.push(line))).toMatchObject({ origin });
  expect(said).toEqual([]);
});
