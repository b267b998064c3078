import { expect, test } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../src/domain/search-attributes.ts';

const names: readonly string[] = Object.values(SEARCH_ATTRIBUTES);

test('bears the names that dashboards and searches rely on', () => {
  expect(SEARCH_ATTRIBUTES).toEqual({
    target: 'FiredrillTarget',
    kind: 'FiredrillKind',
    verdict: 'FiredrillVerdict',
    failure: 'FiredrillFailure',
    backup: 'FiredrillBackup',
  });
});

test('leaves others room in a namespace that holds ten', () => {
  expect(names.length).toBeLessThanOrEqual(5);
});
