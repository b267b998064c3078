import { expect, test } from 'vitest';
import { describeCheck } from '../../src/domain/observations.ts';
import {
  compareExtensions,
  compareProperties,
  compareRoleSettings,
  type DatabaseProperties,
  missingSettings,
} from '../../src/domain/surroundings.ts';

const setting = (role: string | null, ...settings: readonly string[]) => ({ role, database: 'shop', settings });
const properties: DatabaseProperties = {
  comment: 'the shop',
  connectionLimit: -1,
  acl: ['anna=CTc/anna', 'ben=c/anna'],
  settings: [setting(null, 'search_path=secret'), setting('ben', 'work_mem=4MB')],
};
const DEFAULT = ['=Tc/anna', 'anna=CTc/anna'];
const compare = (found: Partial<DatabaseProperties>) =>
  compareProperties(properties, { ...properties, ...found }, DEFAULT);

test('passes a database with the same properties, in whichever order', () => {
  const found = { acl: properties.acl.toReversed(), settings: properties.settings.toReversed() };
  expect(compare(found)).toMatchObject({ verdict: 'passed', required: true, found: 'the same, 2 settings' });
});

test.each([
  ['a lost comment', { comment: null }, 'comment'],
  ['a lost limit', { connectionLimit: 5 }, 'connection limit'],
  ['a lost right', { acl: ['anna=CTc/anna'] }, 'rights'],
  ['the default rights', { acl: [] }, 'rights'],
  ['a lost setting', { settings: [setting(null, 'search_path=secret')] }, 'setting work_mem of role ben'],
  [
    'another value',
    { settings: [setting(null, 'search_path=x'), setting('ben', 'work_mem=4MB')] },
    'setting search_path',
  ],
  ['one too many', { settings: [...properties.settings, setting(null, 'jit=off')] }, 'setting jit'],
])('names %s, and no value', (_, found, named) => {
  const check = compare(found);
  expect(check).toMatchObject({ verdict: 'failed', detail: `not as on the source: ${named}` });
  expect(JSON.stringify(check)).not.toContain('secret');
});

test('takes rights that are written out for the default that they are', () => {
  expect(compareProperties({ ...properties, acl: DEFAULT }, { ...properties, acl: [] }, DEFAULT).verdict).toBe(
    'passed',
  );
});

test('lets nothing depend on the settings of roles', () => {
  expect(compareRoleSettings([setting('ben', 'jit=off')], [])).toMatchObject({
    verdict: 'failed',
    required: false,
    detail: 'not as on the source: setting jit of role ben',
  });
});

const extension = (name: string, version: string) => ({ name, version, schema: 'public' });

test('D3: says that an extension was tested in another version, and accuses nobody', () => {
  const check = compareExtensions(
    [extension('a', '1.0'), extension('b', '2.0')],
    [extension('a', '1.1'), extension('b', '2.0')],
  );
  expect(check).toMatchObject({ verdict: 'inconclusive', required: false });
  expect(describeCheck(check)).toContain('a 1.0 on the source, 1.1 here');
});

test('tells of settings that no dump carries, by name', () => {
  const all = { role: null, database: null, settings: ['jit=secret'] };
  expect(missingSettings([all, ...properties.settings])).toEqual([
    expect.objectContaining({ verdict: 'skipped', required: false, detail: expect.stringContaining('(jit)') }),
  ]);
  expect(missingSettings(properties.settings)).toEqual([]);
});
