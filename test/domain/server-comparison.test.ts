import { expect, test } from 'vitest';
import { compareServers } from '../../src/domain/server-comparison.ts';
import { overallVerdict } from '../../src/domain/verdicts.ts';

const server = (
  changed: { platform?: string; collation?: string; settings?: { [name: string]: string | null } } = {},
) => {
  const { platform = 'x86_64-pc-linux-gnu', collation = '2.36', settings = { work_mem: '4MB', jit: 'off' } } = changed;
  return {
    profile: {
      fullVersion: `PostgreSQL 16.1 on ${platform}, compiled by gcc`,
      architecture: platform,
      settings: Object.entries(settings).map(([name, value]) => ({ name, value, source: 'configuration file' })),
      accessRules: null,
    },
    database: { collationVersion: collation },
  };
};

test('M17: passes a server that is like the source’s', () => {
  expect(compareServers(server(), server()).map(({ verdict }) => verdict)).toEqual(['passed', 'passed']);
});

test.each([
  ['another platform', { platform: 'aarch64-linux-gnu' }, 'platform x86_64-pc-linux-gnu, here aarch64-linux-gnu'],
  ['D2: another version of the collations', { collation: '2.41' }, 'collation version 2.36, here 2.41'],
])('M17: says %s, and fails nothing by it', (_, changed, detail) => {
  const [build] = compareServers(server(), server(changed));
  expect(build).toMatchObject({ verdict: 'inconclusive', required: false, about: 'surroundings' });
  expect(build?.detail).toContain(detail);
});

test('M17: names settings that the sandbox has otherwise, and no value', () => {
  const [, settings] = compareServers(server(), server({ settings: { work_mem: '999MB', jit: 'off' } }));
  expect(settings).toMatchObject({
    verdict: 'passed',
    found: '1 not as there, 0 of meaning',
    detail: 'not tested with the source’s work_mem',
  });
  expect(JSON.stringify(settings)).not.toMatch(/4MB|999MB/);
});

test('M17: settings that bear on what statements mean are named alone, and end as inconclusive', () => {
  const source = server({ settings: { work_mem: '4MB', DateStyle: 'ISO', search_path: 'shop' } });
  expect(compareServers(source, server({ settings: { DateStyle: 'German' } }))[1]).toMatchObject({
    verdict: 'inconclusive',
    required: false,
    found: '3 not as there, 2 of meaning',
    detail: 'not tested with the source’s DateStyle, search_path',
  });
});

test('M17: a setting of the database itself is no matter of the server', () => {
  const source = server({ settings: { search_path: 'shop' } });
  const settings = source.profile.settings.map(setting => ({ ...setting, source: 'database' }));
  const own = { ...source, profile: { ...source.profile, settings } };
  expect(compareServers(own, server())[1]).toMatchObject({ verdict: 'passed', found: '1 not as there, 0 of meaning' });
});

test('M17: a value that was left out counts as not tested', () => {
  const hidden = server({ settings: { search_path: null } });
  expect(compareServers(hidden, hidden)[1]).toMatchObject({ verdict: 'inconclusive' });
});

test('M17: names the first of many, and counts the rest', () => {
  const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`setting_${index}`, 'on']));
  const [, settings] = compareServers(server({ settings: many }), server({ settings: {} }));
  expect(settings?.detail).toMatch(/setting_19 and 5 more$/);
});

test('M17: nothing of a server decides a test', () => {
  const other = server({ platform: 'other', settings: {} });
  const passed = { name: 'restore', about: 'content', required: true, verdict: 'passed' } as const;
  expect(overallVerdict([passed, ...compareServers(server(), other)])).toBe('passed');
});
