import { expect, test } from 'vitest';
import { judgeKeyPlacement, parseMountInfo } from '../../src/domain/key-placement.ts';

/** A machine with a disk for the system and one for data, of which a folder is bound to a second place. */
const MACHINE = `
26 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
27 26 0:23 / /dev/shm rw,nosuid shared:2 - tmpfs tmpfs rw
40 26 8:17 / /data rw,relatime shared:9 - xfs /dev/sdb1 rw
41 26 8:17 /backups /srv/backups rw,relatime shared:9 - xfs /dev/sdb1 rw
42 26 0:51 / /media/usb\\040stick rw - vfat /dev/sdc1 rw
`;

/** A container with three volumes, two of them on the host's disk, and a folder of the host. */
const CONTAINER = `
600 500 0:45 / / rw,relatime - overlay overlay rw,lowerdir=/l,upperdir=/u,workdir=/w
601 600 0:48 / /proc rw - proc proc rw
610 600 8:1 /var/lib/docker/containers/c0/hosts /etc/hosts rw - ext4 /dev/sda1 rw
620 600 8:1 /var/lib/docker/volumes/backups/_data /backups rw - ext4 /dev/sda1 rw
621 600 8:1 /var/lib/docker/volumes/backups/_data /same rw - ext4 /dev/sda1 rw
622 600 8:1 /var/lib/docker/volumes/firedrill-key/_data /keys rw - ext4 /dev/sda1 rw
623 600 8:17 /nfs /away rw - ext4 /dev/sdb1 rw
`;

/** Judged without prose: where the key may lie, `undefined`. */
const judge = (mounts: string, keyFile: string, ...repositories: readonly string[]) => {
  const verdict = judgeKeyPlacement({ keyFile, repositories, mounts: parseMountInfo(mounts) });
  return verdict && `${verdict.refused ? 'refused' : 'warned'}: ${verdict.message}`;
};

test.each([
  ['inside a repository', '/data/backups/key', 'inside the repository /data/backups'],
  ['as the repository', '/data/backups', 'inside the repository /data/backups'],
  ['on the volume of a repository', '/data/keys/key', 'on the volume of the repository /data/backups'],
  ['in a folder that only begins like it', '/data/backups-key/key', 'on the volume of the repository /data/backups'],
  ['inside a repository, seen through a bind mount', '/srv/backups/key', 'inside the repository /data/backups'],
])('M3 refuses a key %s', (_, keyFile, words) => {
  expect(judge(MACHINE, keyFile, '/data/backups')).toBe(`refused: the key file ${keyFile} would lie ${words}`);
});

test.each([
  ['on another disk', '/home/dba/key', '/data/backups'],
  ['on a stick with a blank in its name', '/media/usb stick/key', '/data/backups'],
])('M3 lets a key lie %s', (_, keyFile, repository) => {
  expect(judge(MACHINE, keyFile, repository)).toBeUndefined();
});

test('M3 warns where key and repository share the system’s disk', () => {
  expect(judge(MACHINE, '/home/dba/key', '/data/backups', '/var/backups')).toBe(
    'warned: the key file /home/dba/key and the repository /var/backups lie on one file system: a loss of this machine takes both',
  );
});

test.each([
  ['on the container’s own layer', '/root/.config/firedrill/key', "on this container's own layer and be gone with it"],
  ['in the repository’s volume', '/backups/key', 'inside the repository /backups'],
  ['in the repository’s volume, mounted twice', '/same/key', 'inside the repository /backups'],
])('M3 refuses a key %s, with the line that mends it', (_, keyFile, words) => {
  expect(judge(CONTAINER, keyFile, '/backups')).toBe(`refused: the key file ${keyFile} would lie ${words}`);
  const verdict = judgeKeyPlacement({ keyFile, repositories: ['/backups'], mounts: parseMountInfo(CONTAINER) });
  expect(verdict?.hint).toContain('-v firedrill-key:/keys -e FIREDRILL_KEY_FILE=/keys/key');
});

test('M3 refuses a key beside a repository that is a folder of the volume', () => {
  expect(judge(CONTAINER, '/same/key', '/backups/orders')).toBe(
    'refused: the key file /same/key would lie on the volume of the repository /backups/orders',
  );
});

test('M3 follows its own hint: a volume for the key is taken, with a warning where it lies on the same disk', () => {
  expect(judge(CONTAINER, '/keys/key', '/backups')).toMatch(/^warned: .* lie on one file system/);
  expect(judge(CONTAINER, '/keys/key', '/away/backups')).toBeUndefined();
});

test.each(['overlay', 'fuse.fuse-overlayfs', 'aufs'])('M3 knows a container’s own layer of type %s', type => {
  expect(judge(`600 500 0:45 / / rw - ${type} none rw`, '/key')).toMatch(/^refused/);
});

test('M3 takes the last of several mounts at one point', () => {
  const mounted = `${CONTAINER}630 600 8:33 / / rw - ext4 /dev/sdc1 rw\n`;
  expect(judge(mounted, '/root/key', '/backups')).toBeUndefined();
});

test('M3 refuses a key inside a repository where the platform tells no mounts', () => {
  expect(judge('', '/backups/key', '/backups/')).toMatch(/^refused/);
  expect(judge('', '/keys/key', '/backups')).toBeUndefined();
});

test('reads mounts with optional fields and without', () => {
  expect(parseMountInfo(MACHINE).slice(-2)).toEqual([
    { point: '/srv/backups', fileSystem: 'xfs', device: '8:17', root: '/backups' },
    { point: '/media/usb stick', fileSystem: 'vfat', device: '0:51', root: '/' },
  ]);
});
