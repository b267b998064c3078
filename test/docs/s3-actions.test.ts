import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blocksOf, PROJECT } from './documented.ts';

/** The action that IAM asks for, by request (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html). */
const ACTIONS: { readonly [request: string]: string } = {
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  CompleteMultipartUpload: 's3:PutObject',
  CreateMultipartUpload: 's3:PutObject',
  DeleteObject: 's3:DeleteObject',
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  ListObjectsV2: 's3:ListBucket',
  ListParts: 's3:ListMultipartUploadParts',
  PutObject: 's3:PutObject',
  UploadPart: 's3:PutObject',
};

/** Requests that the store sends: `new GetObjectCommand(…)`, `paginateListObjectsV2(…)`. */
function sentRequests(): readonly string[] {
  const files = globSync('src/activities/repository/s3/*.ts', { cwd: PROJECT });
  const source = files.map(file => readFileSync(`${PROJECT}/${file}`, 'utf8')).join('\n');
  const commands = [...source.matchAll(/\bnew (\w+)Command\(|\bpaginate(\w+)\(/g)];
  return [...new Set(commands.map(([, command, paginated]) => command ?? paginated ?? ''))].toSorted();
}

test('the bucket policy of the page allows what the store sends, and nothing else', () => {
  const [policy = ''] = blocksOf('least-privilege.md', 'json');
  const { Statement }: { Statement: readonly { Action: readonly string[] }[] } = JSON.parse(policy);
  const needed = new Set(sentRequests().map(request => ACTIONS[request] ?? `unknown: ${request}`));
  expect(Statement.flatMap(({ Action }) => Action).toSorted()).toEqual([...needed].toSorted());
});

test('every request of the store stands in the table of the page', () => {
  const page = readFileSync(`${PROJECT}/docs/least-privilege.md`, 'utf8');
  for (const request of sentRequests()) {
    expect(page).toMatch(new RegExp(`^\\| \`${ACTIONS[request]}\` +\\|[^|]*\\b${request}\\b`, 'm'));
  }
});
