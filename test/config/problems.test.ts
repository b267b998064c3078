import { expect, test } from 'vitest';
import { problemsOf } from './files.ts';

/** Line 2 is the target's connection, 3 the repository, 4 what the case adds. */
const file = ({ postgres = 'database: a', repository = 'kind: directory, path: /b', more = '' }) =>
  `version: 1
targets: { a: { postgres: { ${postgres} } } }
repositories: { r: { ${repository} } }
${more}`;

const S3 = 'kind: s3, bucket: abc';

test('has no complaint about the file that the cases below change', () => {
  expect(problemsOf(file({}))).toEqual([]);
});

test.each([
  ['a section', { more: 'policys: {}' }, '4:1: policys is not a key that Firedrill knows; did you mean "policies"?'],
  ['nothing close', { more: 'colour: red' }, '4:1: colour is not a key that Firedrill knows'],
  [
    'a keyword',
    { postgres: 'database: a, sslmod: require' },
    '2:42: targets.a.postgres.sslmod is not a key that Firedrill knows; did you mean "sslmode"?',
  ],
  [
    'another name of a user',
    { postgres: 'database: a, username: kim' },
    '2:42: targets.a.postgres.username is not a key that Firedrill knows; did you mean "user"?',
  ],
  [
    'an objective',
    { more: 'policies: { p: { objectives: { rpt: 1h } } }' },
    '4:32: policies.p.objectives.rpt is not a key that Firedrill knows; did you mean "rpo"?',
  ],
  [
    'an assertion',
    { more: 'policies: { p: { checks: { sql: [{ name: n, query: q, equals: 1, timelimit: 1m }] } } }' },
    '4:66: policies.p.checks.sql.0.timelimit is not a key that Firedrill knows; did you mean "timeLimit"?',
  ],
  [
    'a bucket',
    { repository: `${S3}, pathstyle: true` },
    '3:45: repositories.r.pathstyle is not a key that Firedrill knows; did you mean "pathStyle"?',
  ],
  [
    'a sandbox',
    { more: 'sandboxes: { s: { kind: local, limits: { memmory: 1GiB } } }' },
    '4:42: sandboxes.s.limits.memmory is not a key that Firedrill knows; did you mean "memory"?',
  ],
  [
    'the files of TLS',
    { more: 'temporal: { tls: { serverCA: ca.pem } }' },
    '4:20: temporal.tls.serverCA is not a key that Firedrill knows; did you mean "serverCa"?',
  ],
])('places an unknown key in %s and says what was probably meant', (_, parts, line) => {
  expect(problemsOf(file(parts))).toEqual([`firedrill.yaml:${line}`]);
});

test.each([
  ['a missing key', { repository: 'kind: directory' }, '3:17: repositories.r.path: missing; write a text'],
  ['a kind', { repository: 'kind: dir, path: /b' }, '3:28: repositories.r.kind: write one of directory, s3'],
  ['a choice', { more: 'policies: { p: { proof: ful } }' }, '4:25: policies.p.proof: write one of full, counts, off'],
  [
    'a duration without a unit',
    { more: 'policies: { p: { objectives: { rto: 60 } } }' },
    '4:37: policies.p.objectives.rto: write a duration with its unit, such as 30m, 26h or 90d',
  ],
  [
    'a duration in words',
    { more: 'worker: { retryFor: six hours }' },
    '4:21: worker.retryFor: write a duration with its unit, such as 30m, 26h or 90d',
  ],
  [
    'a size',
    { more: 'sandboxes: { s: { kind: local, limits: { memory: 512 } } }' },
    '4:50: sandboxes.s.limits.memory: write a size with its unit, such as 64MiB or 2GB',
  ],
  ['a number', { more: 'worker: { concurrency: many }' }, '4:24: worker.concurrency: write a number'],
  [
    'a number out of range',
    { more: 'worker: { concurrency: 0 }' },
    '4:24: worker.concurrency: too small: expected number to be >=1',
  ],
  ['a list', { more: 'postgres: { binaries: /usr/lib }' }, '4:23: postgres.binaries: write a list'],
  ['nothing below a section', { more: 'policies:' }, '4:10: policies: write names with keys and values below it'],
  [
    'a keyword of libpq',
    { postgres: 'database: a, port: true' },
    '2:48: targets.a.postgres.port: write a text or a number',
  ],
  ['TLS', { more: 'temporal: { tls: files }' }, '4:18: temporal.tls: write true, false or the PEM files'],
  ['a file of TLS', { more: 'temporal: { tls: { serverCa: 5 } }' }, '4:30: temporal.tls.serverCa: write a text'],
  [
    'half a client certificate',
    { more: 'temporal: { tls: { clientKey: k.pem } }' },
    '4:18: temporal.tls: clientCertificate and clientKey go together',
  ],
  [
    'a name',
    { more: 'sandboxes: { Big One: { kind: local } }' },
    '4:14: sandboxes.Big One: a name is made of lower-case letters, digits, ".", "_" and "-", a letter or digit at both ends, at most 63 characters',
  ],
  [
    'an address',
    { repository: `${S3}, endpoint: store.example` },
    '3:55: repositories.r.endpoint: write an http or https address',
  ],
  [
    'a prefix',
    { repository: `${S3}, prefix: a/../b` },
    '3:53: repositories.r.prefix: a prefix has no slash at its ends and no "." or ".." in it',
  ],
  [
    'a URL of another kind',
    { postgres: 'url: "mysql://h/a"' },
    '2:34: targets.a.postgres.url: this is not a PostgreSQL connection URL: write postgres://user@host:5432/database, special characters percent-encoded',
  ],
  [
    'a parameter of a URL',
    { postgres: 'url: "postgres://h/a?schema=public"' },
    '2:34: targets.a.postgres.url: this has "schema", which is no keyword of libpq: write postgres://user@host:5432/database, special characters percent-encoded',
  ],
])('places a wrong value and says what to write: %s', (_, parts, line) => {
  expect(problemsOf(file(parts))).toEqual([`firedrill.yaml:${line}`]);
});

test('reports all problems at once: keys, values and names that nothing defines, in the order of the file', () => {
  expect(
    problemsOf(`version: 2
targets:
  a:
    policy: strict
    postgres:
      dtabase: a
      password: env:PASSWORD
      url: env:URL
policies:
  standard:
    proof: everything
    repositories: [r, q]
repositories:
  r: { kind: directory, path: /b, colour: red }
`),
  ).toEqual([
    'firedrill.yaml:1:10: version: this Firedrill reads version: 1',
    'firedrill.yaml:4:13: targets.a.policy: there is no policy "strict"',
    'firedrill.yaml:6:7: targets.a.postgres.dtabase is not a key that Firedrill knows; did you mean "database"?',
    'firedrill.yaml:11:12: policies.standard.proof: write one of full, counts, off',
    'firedrill.yaml:12:23: policies.standard.repositories.1: there is no repository "q"',
    'firedrill.yaml:14:35: repositories.r.colour is not a key that Firedrill knows',
  ]);
});
