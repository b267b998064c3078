/** A line of the platform's table of mounts. */
export interface Mount {
  readonly point: string;
  readonly fileSystem: string;
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

/**
 * Judges the place of a key that Firedrill is about to make by itself: never inside a repository, never on a volume that was
 * mounted for a repository, never on a container's own writable layer, which goes with the container. Where key and
 * repository merely share the machine's root file system, that is a warning.
 */
export function judgeKeyPlacement({ keyFile, repositories, mounts }: KeyPlacement): PlacementVerdict | undefined {
  const hint =
    'set FIREDRILL_KEY_FILE to a path on another volume, for a container: -v firedrill-key:/keys -e FIREDRILL_KEY_FILE=/keys/key';
  const inside = repositories.find(repository => isBelow(keyFile, repository));
  if (inside !== undefined) {
    return { refused: true, message: `the key file ${keyFile} would lie inside the repository ${inside}`, hint };
  }
  const keyMount = mountOf(keyFile, mounts);
  if (keyMount === undefined) return undefined;
  if (keyMount.point === '/' && keyMount.fileSystem === 'overlay') {
    return {
      refused: true,
      message: `the key file ${keyFile} would lie on this container's own layer and be gone with it`,
      hint,
    };
  }
  const shared = repositories.find(repository => mountOf(repository, mounts)?.point === keyMount.point);
  if (shared === undefined) return undefined;
  if (keyMount.point !== '/') {
    return {
      refused: true,
      message: `the key file ${keyFile} would lie on the volume of the repository ${shared}`,
      hint,
    };
  }
  return {
    refused: false,
    message: `the key file ${keyFile} and the repository ${shared} lie on one file system: a loss of this machine takes both`,
    hint: 'keep a copy of the key file elsewhere',
  };
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

/** Reads the text of `/proc/self/mountinfo` (proc_pid_mountinfo(5)); octal escapes in paths are resolved. */
export function parseMountInfo(text: string): readonly Mount[] {
  return text.split('\n').flatMap(line => {
    const [before, after] = line.split(' - ');
    const point = before?.split(' ')[4];
    const fileSystem = after?.split(' ')[0];
    if (point === undefined || fileSystem === undefined) return [];
    return [
      {
        point: point.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
        fileSystem,
      },
    ];
  });
}
