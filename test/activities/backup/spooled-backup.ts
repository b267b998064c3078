import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planBackup } from '../../../src/activities/backup/plan.ts';
import { uploadBackup } from '../../../src/activities/backup/upload.ts';
import type { Deps } from '../../../src/activities/deps.ts';
import { ensureContentKey } from '../../../src/activities/keys/content-key.ts';
import { createKeyFile } from '../../../src/activities/keys/key-file.ts';
import { ensureDescription } from '../../../src/activities/repository/description.ts';
import { directoryStore } from '../../../src/activities/repository/directory/directory-store.ts';
import { completeSpool } from '../../../src/activities/spool/spool.ts';
import { loadConfiguration } from '../../../src/config/load.ts';
import { identifyRun } from '../../../src/domain/runs.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { activityDeps } from '../lib/outside-worker.ts';
import { manifestOf } from '../repository/backup.ts';

/** A job that nobody cancels. */
export const job = { signal: new AbortController().signal, attempt: 1, report: () => undefined };

/** A host with the repositories `here` and `there`, and a run that may be attempted more than once. */
export async function twoFolders(firstExecutionRunId = 'f-00000000-89abcdef') {
  const folder = temporaryFolder();
  const at = (path: string) => join(folder, path);
  createKeyFile(at('key'));
  writeFileSync(
    at('firedrill.yaml'),
    `version: 1
targets: {orders: {postgres: {database: orders}, policy: p}}
policies: {p: {repositories: [here, there], keys: {file: key}}}
repositories: {here: {kind: directory, path: here}, there: {kind: directory, path: there}}
`,
  );
  const configuration = loadConfiguration({ config: at('firedrill.yaml') }, { FIREDRILL_STATE: at('state') }, folder);
  const deps: Deps = { ...activityDeps(), configuration };
  const startedAt = '2026-11-21T02:00:00.000Z';
  const run = identifyRun({
    kind: 'backup',
    target: 'orders',
    workflowId: 'backup:orders',
    firstExecutionRunId,
    startedAt,
  });
  const plan = await planBackup({ run }, deps);
  const here = directoryStore(at('here'));
  const { repositoryId } = await ensureDescription(here, new Date());
  const { keyId } = await ensureContentKey(here, repositoryId, { file: at('key'), createMissing: false }, new Date());

  /** Spools a backup of one artifact with this content, as an attempt on some host does, and uploads it. */
  const attempt = async (content: string) => {
    const path = at(`spool-${content}`);
    mkdirSync(path);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const object = `main-${sha256.slice(0, 8)}.pgdump.zst.enc`;
    writeFileSync(join(path, object), content);
    const { committedAt: _, ...draft } = manifestOf({ backupId: plan.backupId });
    const artifacts = draft.artifacts.map(artifact => ({
      ...artifact,
      object,
      sizeBytes: content.length,
      sha256,
      parts: [sha256],
    }));
    const encryption = { ...draft.encryption, keyId, repositoryId };
    const ofRun = { ...draft.run, firstExecutionRunId };
    await completeSpool({ path }, { ...draft, run: ofRun, encryption, artifacts });
    await uploadBackup({ plan, folder: path }, job, deps);
    return { plan, folder: path, committedAt: '2026-11-21T02:05:00.000Z', apart: true, object };
  };
  const there = directoryStore(at('there'));
  /** What a repository holds of the backup. */
  const files = async (store: typeof here) =>
    (await Array.fromAsync(store.list('targets/'))).map(({ key }) => key.slice(key.lastIndexOf('/') + 1));
  return { at, deps, plan, here, there, attempt, files };
}
