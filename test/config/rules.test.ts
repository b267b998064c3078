import { expect, test } from 'vitest';
import { load, problemsOf } from './files.ts';

const TARGET = 'targets: { a: { postgres: { database: a } } }';
const REPOSITORY = 'repositories: { r: { kind: directory, path: /b } }';
const TWO = 'repositories: { r: { kind: directory, path: /b }, s: { kind: directory, path: /c } }';
const sql = (...names: string[]) =>
  `{ checks: { sql: [${names.map(name => `{ name: ${name}, query: q, equals: 1 }`).join(', ')}] } }`;

test.each([
  [
    'a policy that nothing defines',
    ['targets: { a: { postgres: { database: a }, policy: strct } }', REPOSITORY, 'policies: { strict: {} }'],
    ['2:52: targets.a.policy: there is no policy "strct"; did you mean "strict"?'],
  ],
  [
    'a repository that nothing defines',
    [TARGET, REPOSITORY, 'policies: { p: { repositories: [r, rr] } }'],
    ['4:36: policies.p.repositories.1: there is no repository "rr"'],
  ],
  [
    'a repository named twice',
    [TARGET, REPOSITORY, 'policies: { p: { repositories: [r, r] } }'],
    ['4:36: policies.p.repositories.1: named twice'],
  ],
  [
    'a sandbox that nothing defines',
    [TARGET, REPOSITORY, 'policies: { p: { sandbox: fast } }', 'sandboxes: { slow: { kind: local } }'],
    ['4:27: policies.p.sandbox: there is no sandbox "fast"'],
  ],
  [
    'no policy where there are several',
    [TARGET, REPOSITORY, 'policies: { p: {}, q: {} }'],
    ['2:12: targets.a: say which policy holds, there are p, q'],
  ],
  [
    'no repositories where there are several',
    [TARGET, TWO, 'policies: { p: {} }'],
    ['4:13: policies.p: say which repositories, there are r, s'],
  ],
  [
    'no policy at all where there are several repositories',
    [TARGET, TWO],
    ['3:1: repositories: with more than one, a policy must say which hold its backups'],
  ],
  [
    'no sandbox where there are several',
    [TARGET, REPOSITORY, 'policies: { p: {} }', 'sandboxes: { x: { kind: local }, y: { kind: local } }'],
    ['4:13: policies.p: say which sandbox, there are x, y'],
  ],
  ['no target', [REPOSITORY], ['1:1: targets: name at least one target']],
  ['no repository', [TARGET], ['1:1: repositories: name at least one repository']],
  [
    'an empty list of repositories',
    [TARGET, REPOSITORY, 'policies: { p: { repositories: [] } }'],
    ['4:32: policies.p.repositories: name at least one repository'],
  ],
  [
    'no database',
    ['targets: { a: { postgres: { host: h } } }', REPOSITORY],
    ['2:17: targets.a.postgres: name a database, a service or a url'],
  ],
  [
    'a URL without a database',
    ['targets: { a: { postgres: { url: "postgres://h" } } }', REPOSITORY],
    ['2:17: targets.a.postgres: name a database, a service or a url'],
  ],
  [
    'two assertions of one name',
    [TARGET, REPOSITORY, `policies: { p: ${sql('n', 'm', 'n')} }`],
    ['4:110: policies.p.checks.sql.2.name: another assertion has this name'],
  ],
])('refuses %s', (_, lines, problems) => {
  expect(problemsOf(['version: 1', ...lines].join('\n'))).toEqual(problems.map(line => `firedrill.yaml:${line}`));
});

test.each([
  ['the only policy', [TARGET, REPOSITORY, 'policies: { p: {} }'], 'p'],
  ['the one called default', [TARGET, REPOSITORY, 'policies: { p: {}, default: {} }'], 'default'],
  ['one of defaults alone', [TARGET, REPOSITORY], 'default'],
])('a target that names no policy takes %s', (_, lines, policy) => {
  expect(load(['version: 1', ...lines].join('\n')).targets[0]?.policy).toBe(policy);
});

test.each(['service: orders', 'url: env:DATABASE_URL', 'url: "postgres://kim@h"', 'url: "postgres:///?service=s"'])(
  'takes %s as the name of a database',
  postgres => {
    expect(
      problemsOf(`version: 1\ntargets: { a: { allowInsecure: true, postgres: { ${postgres} } } }\n${REPOSITORY}`),
    ).toEqual([]);
  },
);
