import { expect, inject, test } from 'vitest';
import { diagnoseBucket } from '../../../src/activities/doctor/bucket.ts';
import { secretReader } from '../../../src/config/references.ts';
import type { S3Repository } from '../../../src/domain/repositories.ts';
import { startRecordingProxy } from '../../stack/recording-proxy.ts';
import { bucketRepository } from '../repository/s3/bucket-store.ts';
import { findingIn } from './surroundings.ts';

type Answers = { readonly [setting: string]: { readonly status: number; readonly body: string } };

const error = (Code: string, status: number) => ({ status, body: `<Error><Code>${Code}</Code></Error>` });

/** Examines the shared bucket, whose settings a store of AWS's kind answers for as given (the bodies are those of its reference). */
async function diagnose(answers: Answers, changed: Partial<S3Repository> = {}) {
  const { endpoint, accessKeyId, secretAccessKey } = inject('s3');
  const proxy = await startRecordingProxy(endpoint);
  proxy.answer = ({ method, url }) =>
    method === 'GET' ? Object.entries(answers).find(([setting]) => url.searchParams.has(setting))?.[1] : undefined;
  const environment = { TEST_KEY: accessKeyId, TEST_SECRET: secretAccessKey };
  const repository = bucketRepository({ endpoint: proxy.endpoint, ...changed });
  return diagnoseBucket(repository, 'shop', secretReader(environment));
}

const LABELS = ['versioning', 'object lock', 'default encryption', 'public access block', 'lifecycle'];
const verdicts = async (answers: Answers) => {
  const findings = await diagnose(answers);
  return LABELS.map(label => findingIn(findings, `primary: ${label}`).verdict);
};

const SETTINGS = ['versioning', 'object-lock', 'encryption', 'publicAccessBlock', 'lifecycle'];
const all = (answer: Answers[string]): Answers => Object.fromEntries(SETTINGS.map(setting => [setting, answer]));

test.each([
  ['NotImplemented', 501],
  ['AccessDenied', 403],
  ['MethodNotAllowed', 405],
])('what the store answers with %s is skipped, never ok', async (code, status) => {
  expect(await verdicts(all(error(code, status)))).toEqual(Array(5).fill('skipped'));
});

test('a right that is missing to ask is named', async () => {
  const findings = await diagnose({ versioning: error('AccessDenied', 403) });
  expect(findingIn(findings, 'primary: versioning').found).toBe('this identity may not ask: s3:GetBucketVersioning');
});

test('settings that are on are ok', async () => {
  const block = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
  const on = {
    versioning: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
    'object-lock': '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>',
    encryption:
      '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
    publicAccessBlock: `<PublicAccessBlockConfiguration>${block.map(name => `<${name}>true</${name}>`).join('')}</PublicAccessBlockConfiguration>`,
    lifecycle: '<LifecycleConfiguration></LifecycleConfiguration>',
  };
  const answers = Object.fromEntries(Object.entries(on).map(([name, body]) => [name, { status: 200, body }]));
  expect(await verdicts(answers)).toEqual(Array(5).fill('ok'));
});

test('settings that were never made are off, and a bucket without rules is ok', async () => {
  expect(
    await verdicts({
      versioning: { status: 200, body: '<VersioningConfiguration/>' },
      'object-lock': error('ObjectLockConfigurationNotFoundError', 404),
      encryption: error('ServerSideEncryptionConfigurationNotFoundError', 404),
      publicAccessBlock: error('NoSuchPublicAccessBlockConfiguration', 404),
      lifecycle: error('NoSuchLifecycleConfiguration', 404),
    }),
  ).toEqual(['warning', 'warning', 'warning', 'warning', 'ok']);
});

const rule = (inner: string, status = 'Enabled') => ({
  status: 200,
  body: `<LifecycleConfiguration><Rule><ID>tidy</ID><Status>${status}</Status>${inner}</Rule></LifecycleConfiguration>`,
});
const EXPIRES = '<Expiration><Days>30</Days></Expiration>';

test.each([
  ['deletes', rule(`<Filter><Prefix>p/</Prefix></Filter>${EXPIRES}`), 'failed'],
  ['deletes, written in the older form', rule(`<Prefix>p/targets</Prefix>${EXPIRES}`), 'failed'],
  [
    'deletes large objects',
    rule(`<Filter><And><Prefix>p/</Prefix><ObjectSizeGreaterThan>9</ObjectSizeGreaterThan></And></Filter>${EXPIRES}`),
    'failed',
  ],
  ['deletes what has a tag', rule(`<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>${EXPIRES}`), 'ok'],
  ['is off', rule(`<Filter/>${EXPIRES}`, 'Disabled'), 'ok'],
  [
    'moves to an archive',
    rule('<Filter/><Transition><Days>1</Days><StorageClass>DEEP_ARCHIVE</StorageClass></Transition>'),
    'failed',
  ],
  [
    'moves',
    rule('<Filter/><Transition><Days>1</Days><StorageClass>STANDARD_IA</StorageClass></Transition>'),
    'warning',
  ],
  [
    'removes delete markers',
    rule('<Filter/><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>'),
    'ok',
  ],
])('a rule that %s: %s', async (_, lifecycle, verdict) => {
  const findings = await diagnose({ lifecycle }, { prefix: 'p' });
  expect(findingIn(findings, 'primary: lifecycle').verdict).toBe(verdict);
});
