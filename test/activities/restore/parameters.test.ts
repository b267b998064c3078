import { expect, test } from 'vitest';
import { parameterValue } from '../../../src/activities/restore/parameters.ts';

test.each([
  ['work_mem=5MB', '"work_mem"', `'5MB'`],
  ["app.tenant=a'b", '"app"."tenant"', `'a''b'`],
  ['application_name=a=b', '"application_name"', `'a=b'`],
  ['log_line_prefix=a\\b', '"log_line_prefix"', ` E'a\\\\b'`],
  ['search_path="$user", public, "Odd, one", "a""b"', '"search_path"', `'$user', 'public', 'Odd, one', 'a"b'`],
  ['search_path=', '"search_path"', `''`],
  ['search_path=""', '"search_path"', `''`],
  ['Session_Preload_Libraries=one,two', '"Session_Preload_Libraries"', `'one', 'two'`],
])('%s is set as it was', (entry, parameter, value) => {
  expect(parameterValue(entry)).toEqual([parameter, value]);
});
