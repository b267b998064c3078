import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, findingsOf } from '../../domain/diagnosis.ts';
import { judgeFolder, judgeGround, judgeSpace } from '../../domain/host-diagnosis.ts';
import type { DirectoryRepository } from '../../domain/repositories.ts';
import { linkIfAbsent, syncFolder } from '../repository/directory/durable-files.ts';
import { fileSystemFailure } from '../repository/directory/failures.ts';
import { examine } from './examine.ts';
import { deviceOf, freeBytesAt, groundOf, readFolder } from './folders.ts';

const repository = findingsOf('repository');

/** Examines the folder of a repository. `neededBytes` and `dataFolder` are absent where they are not known. */
export async function diagnoseDirectory(
  { name, path }: DirectoryRepository,
  target: string,
  neededBytes: number | undefined,
  dataFolder: string | undefined,
): Promise<readonly Finding[]> {
  const at = (aspect: string) => `${name}: ${aspect}`;
  const folder = await readFolder(path);
  return [
    judgeFolder('repository', at('folder'), folder),
    ...(folder.owner === undefined || !folder.writable
      ? [repository.skipped(at('writing'), 'not tried')]
      : await examine('repository', at('writing'), () => tryWriting(path, target, at('writing')))),
    ...(await examine('repository', at('lasting'), async () =>
      judgeGround('repository', at('lasting'), 'repository', await groundOf(path)),
    )),
    ...(await examine('repository', at('space'), async () => {
      const hint = `free some in ${path}, or move the repository to a larger file system`;
      return judgeSpace('repository', at('space'), await freeBytesAt(path), neededBytes, hint);
    })),
    ...(await judgeDistance(path, dataFolder, at('distance'))),
  ];
}

/** Writes, flushes and links a probe as a backup does, under a name that no key has, and removes it. */
async function tryWriting(path: string, target: string, label: string): Promise<Finding> {
  const probe = join(path, `.doctor-${target}`);
  const second = `${probe}.link`;
  const clear = async () => {
    for (const file of [probe, second]) await rm(file, { force: true });
  };
  try {
    await clear();
    const handle = await open(probe, 'wx', 0o600);
    try {
      await handle.writeFile('a probe of firedrill doctor\n');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await linkIfAbsent(probe, second);
    await syncFolder(path);
    await clear();
    return repository.ok(label, 'files can be written, flushed, linked and removed');
  } catch (error) {
    // What kept the probe from being written may keep it from being removed: the first failure is the one to tell.
    await clear().catch(() => undefined);
    throw fileSystemFailure(error, path);
  }
}

async function judgeDistance(path: string, dataFolder: string | undefined, label: string): Promise<readonly Finding[]> {
  if (dataFolder === undefined) return [repository.skipped(label, 'where the source keeps its data is not known here')];
  const [own, source] = [await deviceOf(path), await deviceOf(dataFolder)];
  if (own === undefined || own !== source) return [repository.ok(label, 'not on the file system of the source’s data')];
  return [
    repository.warning(
      label,
      `on the same file system as the source’s data (${dataFolder}): what takes one takes both`,
      'add a repository elsewhere to the policy',
    ),
  ];
}
