import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createKeyFile } from '../../src/activities/keys/key-file.ts';
import type { PostgresCluster } from './postgres-cluster.ts';
import type { S3Server } from './s3-server.ts';

/** Servers that a written configuration is to name. */
export interface Stack {
  readonly directory: string;
  readonly cluster: PostgresCluster;
  readonly s3?: S3Server;
  readonly temporalAddress: string;
}

/** Writes `firedrill.yaml`, the key and the secrets of a local stack into its folder, and returns the file's path. */
export function writeConfiguration({ directory, cluster, s3, temporalAddress }: Stack): string {
  const at = (name: string) => join(directory, name);
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  const secret = (name: string, value: string) => {
    writeFileSync(at(name), value, { mode: 0o600 });
    chmodSync(at(name), 0o600);
    return `file:${at(name)}`;
  };
  createKeyFile(at('key'));
  const repositories = {
    ...(s3 === undefined
      ? {}
      : {
          bucket: {
            kind: 's3',
            bucket: s3.bucket,
            endpoint: s3.endpoint,
            region: 'us-east-1',
            pathStyle: true,
            credentials: {
              accessKeyId: secret('s3-key-id', s3.accessKeyId),
              secretAccessKey: secret('s3-secret', s3.secretAccessKey),
            },
          },
        }),
    backups: { kind: 'directory', path: at('backups') },
  };
  const written = {
    version: 1,
    targets: {
      chinook: {
        postgres: {
          host: cluster.host,
          port: cluster.port,
          user: cluster.user,
          password: secret('postgres-password', cluster.password),
          database: 'chinook',
        },
        policy: 'standard',
      },
    },
    policies: {
      standard: {
        objectives: { rto: '10m', rpo: '26h' },
        repositories: Object.keys(repositories).slice(0, 1),
        checks: { sql: [{ name: 'there are artists', query: 'SELECT count(*) FROM artist', atLeast: 1 }] },
        keys: { file: at('key') },
      },
    },
    repositories,
    temporal: { address: temporalAddress },
    worker: { state: at('state') },
  };
  const file = at('firedrill.yaml');
  writeFileSync(file, stringify(written), { mode: 0o600 });
  return file;
}
