import { randomBytes } from 'node:crypto';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { diagnoseBucket } from '../../../src/activities/doctor/bucket.ts';
import { secretReader } from '../../../src/config/references.ts';
import { BUCKET_RIGHTS } from '../../../src/domain/bucket-diagnosis.ts';
import type { S3Repository } from '../../../src/domain/repositories.ts';
import { startRecordingProxy } from '../../stack/recording-proxy.ts';
import { bucketRepository, bucketStore } from '../repository/s3/bucket-store.ts';
import { findingIn, labelsOf } from './surroundings.ts';

const REQUESTS = Object.keys(BUCKET_RIGHTS).map(request => `primary: ${request}`);

function diagnose(changed: Partial<S3Repository> = {}, secrets: { readonly [variable: string]: string } = {}) {
  const { accessKeyId, secretAccessKey } = inject('s3');
  const environment = { TEST_KEY: accessKeyId, TEST_SECRET: secretAccessKey, ...secrets };
  return diagnoseBucket(bucketRepository(changed), 'shop', secretReader(environment));
}

const storeOf = (prefix: string) => bucketStore({ prefix });

/** Files of the server below a prefix. */
function left(prefix: string) {
  const { folder, bucket } = inject('s3');
  const files = globSync(`${prefix}/**/*`, { cwd: join(folder, bucket), withFileTypes: true });
  return files.filter(entry => entry.isFile()).map(({ name }) => name);
}

test('every right is tried on a bucket that allows all, and nothing of the probe stays', async () => {
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  const findings = await diagnose({ prefix });
  expect(labelsOf(findings, 'ok')).toEqual(expect.arrayContaining(REQUESTS));
  expect(left(prefix)).toEqual([]);
  expect(await Array.fromAsync(storeOf(prefix).unfinishedUploads(''))).toEqual([]);
});

test('a second doctor finds the same as the first', async () => {
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  expect(await diagnose({ prefix })).toEqual(await diagnose({ prefix }));
});

test.each([
  ['a bucket that does not exist', { bucket: 'no-such-bucket-here' }, {}, /NoSuchBucket/],
  ['an access key that nobody has', {}, { TEST_KEY: 'nobody-here' }, /refused the credentials/],
  ['a wrong secret', {}, { TEST_SECRET: 'planted-wrong-secret' }, /refused the credentials/],
  ['a secret that is not set', {}, { TEST_SECRET: '' }, /the secret env:TEST_SECRET is empty/],
])('%s is one failure, and its rights are skipped', async (_, changed, secrets, message) => {
  const findings = await diagnose(changed, secrets);
  expect(findings).toHaveLength(2);
  expect(findingIn(findings, 'primary: bucket')).toMatchObject({ verdict: 'failed', hint: expect.any(String) });
  expect(findingIn(findings, 'primary: bucket').found).toMatch(message);
  expect(findingIn(findings, 'primary: rights and settings').verdict).toBe('skipped');
  expect(JSON.stringify(findings)).not.toContain('planted-wrong-secret');
});

test('a store that nobody answers for is one failure', async () => {
  const findings = await diagnose({ endpoint: 'http://127.0.0.1:1' });
  expect(findingIn(findings, 'primary: bucket')).toMatchObject({ verdict: 'failed' });
});

describe('a store', () => {
  const denied = '<Error><Code>AccessDenied</Code><Message>no</Message></Error>';

  test('that refuses deletions is warned of, and what stays is named', async () => {
    const proxy = await startRecordingProxy(inject('s3').endpoint);
    proxy.answer = ({ method, url }) =>
      method === 'DELETE' && !url.searchParams.has('uploadId') ? { status: 403, body: denied } : undefined;
    const prefix = `test-${randomBytes(6).toString('hex')}`;
    const findings = await diagnose({ endpoint: proxy.endpoint, prefix });
    expect(findingIn(findings, 'primary: delete')).toMatchObject({
      verdict: 'warning',
      hint: `allow s3:DeleteObject on arn:aws:s3:::${inject('s3').bucket}/${prefix}/*`,
    });
    const kept = findings.filter(({ label }) => label === 'primary: probe').map(({ found }) => found);
    expect(kept).toEqual([
      `${prefix}/doctor/shop could not be removed`,
      `${prefix}/doctor/shop-in-parts could not be removed`,
    ]);
  });

  test('that refuses to give uploads up is left with no more of them than before', async () => {
    const proxy = await startRecordingProxy(inject('s3').endpoint);
    proxy.answer = ({ method, url }) =>
      method === 'DELETE' && url.searchParams.has('uploadId') ? { status: 403, body: denied } : undefined;
    const prefix = `test-${randomBytes(6).toString('hex')}`;
    const findings = await diagnose({ endpoint: proxy.endpoint, prefix });
    expect(findingIn(findings, 'primary: abort multipart')).toMatchObject({ verdict: 'warning' });
    expect(left(prefix)).toEqual([]);
    expect(await Array.fromAsync(storeOf(prefix).unfinishedUploads(''))).toEqual([]);
  });

  test('that refuses to write leaves what needs it untried', async () => {
    const proxy = await startRecordingProxy(inject('s3').endpoint);
    proxy.answer = ({ method }) => (method === 'PUT' || method === 'POST' ? { status: 403, body: denied } : undefined);
    const findings = await diagnose({ endpoint: proxy.endpoint });
    expect(labelsOf(findings, 'failed')).toEqual(['primary: put', 'primary: begin multipart']);
    expect(findingIn(findings, 'primary: get').verdict).toBe('skipped');
    expect(findingIn(findings, 'primary: list').verdict).toBe('ok');
  });

  test('that ignores conditions has failed, though it answers with success', async () => {
    const proxy = await startRecordingProxy(inject('s3').endpoint);
    proxy.answer = ({ headers }) => (headers['if-none-match'] === '*' ? { status: 200 } : undefined);
    const findings = await diagnose({ endpoint: proxy.endpoint });
    expect(findingIn(findings, 'primary: put if absent')).toMatchObject({
      verdict: 'failed',
      found: expect.stringContaining('ignores If-None-Match'),
    });
  });

  test('that gives back the whole object for a range has failed', async () => {
    const proxy = await startRecordingProxy(inject('s3').endpoint);
    proxy.answer = ({ headers }) => (headers['range'] === undefined ? undefined : { status: 200, body: 'all of it' });
    const findings = await diagnose({ endpoint: proxy.endpoint });
    expect(labelsOf(findings, 'failed')).toEqual(['primary: ranged get']);
  });
});
