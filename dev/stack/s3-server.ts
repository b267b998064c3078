import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type ServerProcess, startServer } from '../../src/tools/server-process.ts';
import { obtainVersitygw } from '../../src/tools/versitygw.ts';
import { freePort } from './ports.ts';

/** A running S3 server with one bucket, and what a client needs to use it. */
export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly client: S3Client;
  /** Where the server keeps its objects, so that a test can damage one behind its back. */
  readonly folder: string;
  readonly process: ServerProcess;
}

/** Starts an S3 server over a folder below `directory`, on loopback, on a free port unless one is given. */
export async function startS3Server(
  directory: string,
  say: (line: string) => void,
  wantedPort?: number,
): Promise<S3Server> {
  const program = await obtainVersitygw(process.env, say);
  const folder = join(directory, 's3', 'objects');
  mkdirSync(folder, { recursive: true });
  const port = wantedPort ?? (await freePort());
  const endpoint = `http://127.0.0.1:${port}`;
  const keys = { accessKeyId: 'firedrill-local', secretAccessKey: 'only-for-this-machine' };
  const server = await startServer({
    file: program.path,
    args: [
      '--port',
      `127.0.0.1:${port}`,
      '--quiet',
      'posix',
      '--sidecar',
      makeFolder(join(directory, 's3', 'metadata')),
      folder,
    ],
    env: { ROOT_ACCESS_KEY: keys.accessKeyId, ROOT_SECRET_KEY: keys.secretAccessKey },
    isReady: async () => (await fetch(endpoint).catch(() => undefined)) !== undefined,
  });
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: keys });
  const bucket = 'firedrill';
  if (!existsSync(join(folder, bucket))) await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return { endpoint, bucket, ...keys, client, folder, process: server };
}

function makeFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}
