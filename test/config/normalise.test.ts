import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { folderWith, load, MINIMAL } from './files.ts';

test('decides everything that the shortest file leaves open', () => {
  const folder = folderWith(MINIMAL);
  const { policies, sandboxes, repositories, postgresBinaries, temporal, worker } = loadConfiguration(
    {},
    { HOME: '/home/kim', FIREDRILL_STATE: '/state' },
    folder,
  );
  expect(policies).toEqual([
    {
      name: 'default',
      objectives: { rtoMs: undefined, rpoMs: undefined },
      proof: 'full',
      staging: 'spool',
      repositories: ['local'],
      dump: { streams: 2, compressionLevel: 1, lockWaitMs: 30_000, excludeTableData: [] },
      checks: { indexes: 'available', sql: [], command: undefined },
      keys: { file: '/home/kim/.config/firedrill/key', createMissing: false, offlinePublicKey: undefined },
      sandbox: 'local',
      keepOnFailureMs: undefined,
    },
  ]);
  expect(sandboxes).toEqual([
    {
      kind: 'local',
      name: 'local',
      directory: '/state/sandboxes',
      limits: { memoryBytes: 536_870_912, jobs: 2, nice: 0 },
    },
  ]);
  expect(repositories).toEqual([{ kind: 'directory', name: 'local', path: join(folder, 'backups') }]);
  expect(postgresBinaries).toEqual([]);
  expect(temporal).toEqual({
    address: '127.0.0.1:7233',
    namespace: 'default',
    taskQueue: 'firedrill',
    apiKey: undefined,
    tls: false,
  });
  expect(worker).toEqual({
    stateDirectory: '/state',
    spoolDirectory: '/state/spool',
    retryForMs: 6 * 3_600_000,
    hostLostAfterMs: 300_000,
    concurrency: 4,
  });
});

test('a policy that is written empty is the default one', () => {
  const [written] = load(`${MINIMAL}policies: { default: {} }`).policies;
  expect(written).toEqual(load(MINIMAL).policies[0]);
});

test('converts durations and sizes, once and for all', () => {
  const { policies, sandboxes, worker } = load(`${MINIMAL}
policies: { p: { objectives: { rto: 90m, rpo: 1.5d }, dump: { lockWait: 250ms } } }
sandboxes: { s: { kind: local, limits: { memory: 2GB } } }
worker: { retryFor: 1w, hostLostAfter: 30s }
`);
  expect(policies[0]).toMatchObject({
    objectives: { rtoMs: 5_400_000, rpoMs: 129_600_000 },
    dump: { lockWaitMs: 250 },
  });
  expect(sandboxes[0]).toMatchObject({ limits: { memoryBytes: 2_000_000_000 } });
  expect(worker).toMatchObject({ retryForMs: 604_800_000, hostLostAfterMs: 30_000 });
});

test('finds every relative path from the folder of the file, and ~ in the home folder', () => {
  const folder = folderWith(`${MINIMAL.replace('./backups', '~/backups')}
policies: { p: { keys: { file: keys/own, offlinePublicKey: offline.pem }, sandbox: s } }
sandboxes: { s: { kind: local, directory: drills } }
postgres: { binaries: [bin, /opt/pg/bin] }
worker: { state: state, spool: /spool }
`);
  const configuration = loadConfiguration({}, { HOME: '/home/kim' }, folder);
  expect(configuration).toMatchObject({
    repositories: [{ path: '/home/kim/backups' }],
    policies: [{ keys: { file: join(folder, 'keys/own'), offlinePublicKey: join(folder, 'offline.pem') } }],
    sandboxes: [{ directory: join(folder, 'drills') }],
    postgresBinaries: [join(folder, 'bin'), '/opt/pg/bin'],
    worker: { stateDirectory: join(folder, 'state'), spoolDirectory: '/spool' },
  });
});

test('FIREDRILL_POSTGRES_BINARIES names folders that come before all others', () => {
  const file = `${MINIMAL}postgres: { binaries: [/opt/18/bin] }`;
  const { postgresBinaries } = load(file, { FIREDRILL_POSTGRES_BINARIES: '/first/bin::/second/bin:' });
  expect(postgresBinaries).toEqual(['/first/bin', '/second/bin', '/opt/18/bin']);
});

test('flags come before the environment, the environment before the file', () => {
  const folder = folderWith(`${MINIMAL}
policies: { p: { keys: { file: /file/key } } }
temporal: { address: "file:1", namespace: file, allowInsecure: true }
worker: { state: /file/state }
`);
  const variables = {
    TEMPORAL_ADDRESS: 'variable:1',
    TEMPORAL_NAMESPACE: 'variable',
    FIREDRILL_STATE: '/variable/state',
    FIREDRILL_KEY_FILE: '/variable/key',
  };
  const read = (flags: object, environment: object) => {
    const { temporal, worker, policies } = loadConfiguration(flags, { ...environment }, folder);
    return [temporal.address, temporal.namespace, worker.stateDirectory, policies[0]?.keys.file];
  };
  expect(read({}, {})).toEqual(['file:1', 'file', '/file/state', '/file/key']);
  expect(read({}, variables)).toEqual(['variable:1', 'variable', '/variable/state', '/variable/key']);
  expect(read({ address: 'flag:1', namespace: 'flag' }, variables).slice(0, 2)).toEqual(['flag:1', 'flag']);
});
