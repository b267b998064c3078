/** A line of the platform's table of mounts. */
export interface Mount {
  readonly point: string;
  readonly fileSystem: string;
  /** `major:minor`, the same for every mount of one file system. */
  readonly device: string;
  /** The folder of the file system that is seen at the mount point: not `/` for a bind mount or a container's volume. */
  readonly root: string;
}

/** Where a new key file would lie, and what it must not lie in. */
export interface KeyPlacement {
  readonly keyFile: string;
  /** Paths of the directory repositories. */
  readonly repositories: readonly string[];
  readonly mounts: readonly Mount[];
}

/** Why a key may not be made there, or a sentence of warning; undefined where it may. */
export interface PlacementVerdict {
  readonly refused: boolean;
  readonly message: string;
  readonly hint: string;
}

/** File systems on which container engines lay a container's own writable layer. */
const LAYERS = ['overlay', 'fuse.fuse-overlayfs', 'aufs'];

const MOVE =
  'set FIREDRILL_KEY_FILE to a path on another volume, for a container: -v firedrill-key:/keys -e FIREDRILL_KEY_FILE=/keys/key';

/**
 * Judges the place of a key that Firedrill is about to make by itself: never inside a repository, never on a volume that was
 * mounted for a repository, under whatever path, never on a container's own writable layer, which goes with the container.
 * Where key and repository merely share a file system, that is a warning.
 */
export function judgeKeyPlacement({ keyFile, repositories, mounts }: KeyPlacement): PlacementVerdict | undefined {
  const refuse = (message: string): PlacementVerdict => ({ refused: true, message, hint: MOVE });
  const key = placeOf(keyFile, mounts);
  const places = repositories.map(path => ({ path, place: placeOf(path, mounts) }));
  const inside = places.find(({ path, place }) => isBelow(keyFile, path) || isInside(key, place));
  if (inside !== undefined) return refuse(`the key file ${keyFile} would lie inside the repository ${inside.path}`);
  if (key === undefined) return undefined;
  const { point, fileSystem, device, root } = key.mount;
  if (point === '/' && LAYERS.includes(fileSystem)) {
    return refuse(`the key file ${keyFile} would lie on this container's own layer and be gone with it`);
  }
  const beside = places.filter(({ place }) => place?.mount.device === device);
  const onVolume = beside.find(({ place }) => place?.mount.root === root);
  if (onVolume !== undefined && point !== '/') {
    return refuse(`the key file ${keyFile} would lie on the volume of the repository ${onVolume.path}`);
  }
  const [shared] = beside;
  if (shared === undefined) return undefined;
  return {
    refused: false,
    message: `the key file ${keyFile} and the repository ${shared.path} lie on one file system: a loss of this machine takes both`,
    hint: 'keep a copy of the key file elsewhere',
  };
}

/** Whether a path lies in a folder, also where the folder is mounted under another name. */
export function liesIn(path: string, folder: string, mounts: readonly Mount[]): boolean {
  return isBelow(path, folder) || isInside(placeOf(path, mounts), placeOf(folder, mounts));
}

/** Whether a path lies on a container's own writable layer, which goes with the container. */
export function isOnLayer(path: string, mounts: readonly Mount[]): boolean {
  const mount = mountOf(path, mounts);
  return mount?.point === '/' && LAYERS.includes(mount.fileSystem);
}

/** Where a path really lies: the mount it is seen through, and its path in that mount's file system. */
interface Place {
  readonly mount: Mount;
  readonly path: string;
}

function placeOf(path: string, mounts: readonly Mount[]): Place | undefined {
  const mount = mountOf(path, mounts);
  if (mount === undefined) return undefined;
  const rest = mount.point === '/' ? path : path.slice(mount.point.length);
  return { mount, path: `${mount.root === '/' ? '' : mount.root}${rest}` || '/' };
}

/** One folder may be mounted at several points: what counts is where a path lies in its file system. */
function isInside(place: Place | undefined, folder: Place | undefined): boolean {
  return place !== undefined && place.mount.device === folder?.mount.device && isBelow(place.path, folder.path);
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  return mounts
    .filter(mount => isBelow(path, mount.point))
    .reduce<Mount | undefined>(
      (best, mount) => (best === undefined || mount.point.length >= best.point.length ? mount : best),
      undefined,
    );
}

/** Reads the text of `/proc/self/mountinfo` (proc_pid_mountinfo(5)). */
export function parseMountInfo(text: string): readonly Mount[] {
  return text.split('\n').flatMap(line => {
    const [before, after] = line.split(' - ');
    const [, , device, root, point] = before?.split(' ') ?? [];
    const fileSystem = after?.split(' ')[0];
    if (device === undefined || root === undefined || point === undefined || fileSystem === undefined) return [];
    return [{ point: unescapePath(point), fileSystem, device, root: unescapePath(root) }];
  });
}

/** Blanks and the like stand as octal escapes. */
function unescapePath(path: string): string {
  return path.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
