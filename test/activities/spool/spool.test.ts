import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  completeSpool,
  type DraftManifest,
  freeBytes,
  openSpool,
  readDraft,
  removeSpool,
} from '../../../src/activities/spool/spool.ts';
import { backupIdOf, identifyRun } from '../../../src/domain/runs.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { manifestOf } from '../repository/backup.ts';

/** A run of its own for every second. */
function planAt(startedAt: string) {
  const engine = { workflowId: 'backup:orders', firstExecutionRunId: `f-${startedAt.replace(/\D/g, '')}` };
  const run = identifyRun({ kind: 'backup', target: 'orders', ...engine, startedAt });
  return { run, backupId: backupIdOf(run) };
}

const PLAN = planAt('2026-11-21T02:00:00.000Z');
const OTHER_PLAN = planAt('2026-11-21T02:00:01.000Z');

function draftOf(): DraftManifest {
  const { committedAt: _, ...draft } = manifestOf();
  return draft;
}

const spoolDirectory = () => join(temporaryFolder(), 'state', 'spool');

describe('the folder of an attempt', () => {
  test('is new, empty and for this user only, like those above it', async () => {
    const directory = spoolDirectory();
    const { path } = await openSpool(directory, PLAN, '1-1');
    expect(readdirSync(path)).toEqual([]);
    for (const folder of [path, join(path, '..'), directory]) expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('is another one for each attempt, and what the one before left is gone', async () => {
    const directory = spoolDirectory();
    const first = await openSpool(directory, PLAN, '1-1');
    writeFileSync(join(first.path, 'main.partial'), 'half a dump');
    const second = await openSpool(directory, PLAN, '1-2');
    expect(second.path).not.toBe(first.path);
    expect(existsSync(first.path)).toBe(false);
    expect(readdirSync(second.path)).toEqual([]);
  });

  test('is empty again where the same attempt begins twice', async () => {
    const directory = spoolDirectory();
    const first = await openSpool(directory, PLAN, '1-1');
    writeFileSync(join(first.path, 'main.partial'), 'half a dump');
    const again = await openSpool(directory, PLAN, '1-1');
    expect(readdirSync(again.path)).toEqual([]);
  });

  test('leaves other backups alone', async () => {
    const directory = spoolDirectory();
    const other = await openSpool(directory, OTHER_PLAN, '1-1');
    await completeSpool(other, draftOf());
    await openSpool(directory, PLAN, '1-1');
    await removeSpool(directory, PLAN.backupId);
    expect(await readDraft(other)).toEqual(draftOf());
  });

  test('cannot be made below a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(openSpool(file, PLAN, '1-1')).rejects.toMatchObject({ kind: 'RepositoryUnusable' });
  });
});

describe('an attempt', () => {
  test('that was completed is read as it was recorded, by a file 0600', async () => {
    const folder = await openSpool(spoolDirectory(), PLAN, '1-1');
    await completeSpool(folder, draftOf());
    expect(await readDraft(folder)).toEqual(draftOf());
    expect(readdirSync(folder.path)).toEqual(['draft.json']);
    expect(statSync(join(folder.path, 'draft.json')).mode & 0o777).toBe(0o600);
  });

  test('that was not completed is a leftover, whatever lies there', async () => {
    const folder = await openSpool(spoolDirectory(), PLAN, '1-1');
    writeFileSync(join(folder.path, 'main-01234567.pgdump.zst.enc'), 'all of a dump');
    await expect(readDraft(folder)).rejects.toMatchObject({ kind: 'SpoolMissing', hint: 'the run dumps again' });
  });

  test('whose folder is gone has nothing to upload', async () => {
    const folder = await openSpool(spoolDirectory(), PLAN, '1-1');
    await completeSpool(folder, draftOf());
    rmSync(folder.path, { recursive: true });
    await expect(readDraft(folder)).rejects.toMatchObject({ kind: 'SpoolMissing' });
  });

  test('that is completed twice keeps its first record', async () => {
    const folder = await openSpool(spoolDirectory(), PLAN, '1-1');
    await completeSpool(folder, draftOf());
    await completeSpool(folder, { ...draftOf(), warnings: ['another dump'] });
    expect(await readDraft(folder)).toEqual(draftOf());
  });
});

describe('removing the spool of a backup', () => {
  test('leaves nothing of it', async () => {
    const directory = spoolDirectory();
    await completeSpool(await openSpool(directory, PLAN, '1-1'), draftOf());
    await removeSpool(directory, PLAN.backupId);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('has nothing to do where there is none', async () => {
    await removeSpool(spoolDirectory(), PLAN.backupId);
  });
});

test('the free space of a folder is that of its file system', async () => {
  const folder = join(temporaryFolder(), 'spool');
  mkdirSync(folder);
  expect(await freeBytes(folder)).toBeGreaterThan(0);
  await expect(freeBytes(join(folder, 'missing'))).rejects.toThrow();
});
