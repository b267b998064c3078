import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { execa } from 'execa';
import { inject, onTestFinished } from 'vitest';
import { freePort } from '../../dev/stack/ports.ts';
import { startServer } from '../../src/tools/server-process.ts';
import { obtainVersitygw } from '../../src/tools/versitygw.ts';
import type { House } from '../stack/firedrill.ts';
import { temporaryFolder } from '../stack/folders.ts';
import { blocksOf } from './documented.ts';

const ROOT = { accessKeyId: 'root-of-this-test', secretAccessKey: 'only-for-this-test' };
const USER = { accessKeyId: 'firedrill-of-this-test', secretAccessKey: 'only-for-this-user' };

/** An S3 server that knows users and asks the policy of the bucket. */
export interface ServerWithUsers {
  readonly endpoint: string;
  /** Makes a house write into the bucket as an ordinary user that the page's policy is given to, without some of its actions. */
  readonly admit: (house: House, without?: readonly string[]) => Promise<void>;
  /** Files that the server keeps for artifacts of a house. */
  readonly artifacts: (house: House) => readonly string[];
}

/** Starts the server with the bucket that houses use; it ends with the test. */
export async function startServerWithUsers(): Promise<ServerWithUsers> {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  for (const name of ['objects', `objects/${inject('s3').bucket}`, 'metadata', 'users']) mkdirSync(at(name));
  const program = await obtainVersitygw(process.env, () => undefined);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const options = ['--port', `127.0.0.1:${port}`, '--quiet', '--iam-dir', at('users')];
  const server = await startServer({
    file: program.path,
    args: [...options, 'posix', '--sidecar', at('metadata'), at('objects')],
    env: { ROOT_ACCESS_KEY: ROOT.accessKeyId, ROOT_SECRET_KEY: ROOT.secretAccessKey },
    isReady: async () => (await fetch(endpoint).catch(() => undefined)) !== undefined,
  });
  onTestFinished(() => server.stop());
  const user = ['--access', USER.accessKeyId, '--secret', USER.secretAccessKey, '--role', 'user'];
  await execa(program.path, ['admin', '--endpoint-url', endpoint, 'create-user', ...user], {
    env: { ADMIN_ACCESS_KEY_ID: ROOT.accessKeyId, ADMIN_SECRET_ACCESS_KEY: ROOT.secretAccessKey },
  });
  const root = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: ROOT });
  const admit: ServerWithUsers['admit'] = async ({ at: inHouse, engine }, without = []) => {
    writeFileSync(inHouse('s3-key-id'), USER.accessKeyId);
    writeFileSync(inHouse('s3-secret'), USER.secretAccessKey);
    const Policy = bucketPolicy(engine.namespace, without);
    await root.send(new PutBucketPolicyCommand({ Bucket: inject('s3').bucket, Policy }));
  };
  const artifacts: ServerWithUsers['artifacts'] = ({ engine }) =>
    globSync(`objects/*/${engine.namespace}/targets/**/*.enc`, { cwd: folder });
  return { endpoint, admit, artifacts };
}

/** The page's policy as one of the bucket, for its user. */
function bucketPolicy(prefix: string, without: readonly string[]): string {
  const [text = ''] = blocksOf('least-privilege.md', 'json');
  const policy: { Statement: { Action: readonly string[]; Resource: string }[] } = JSON.parse(
    text.replace('my-backups/firedrill/', `my-backups/${prefix}/`).replaceAll('my-backups', inject('s3').bucket),
  );
  const Statement = policy.Statement.map(statement => ({
    ...statement,
    Principal: { AWS: [USER.accessKeyId] },
    Action: statement.Action.filter(action => !without.includes(action)),
  }));
  return JSON.stringify({ ...policy, Statement: Statement.filter(({ Action }) => Action.length > 0) });
}
