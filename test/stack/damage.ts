import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  globSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The path of the newest backup's file that matches a pattern, in a folder that holds a repository's objects. */
export function newestFile(objects: string, pattern: string): string {
  const found = globSync(join(objects, 'targets/shop/backups/*', pattern))
    .toSorted()
    .at(-1);
  if (found === undefined) throw new TypeError(`no file ${pattern} below ${objects}`);
  return found;
}

/** Changes one bit in the middle of a file. */
export function flipBit(path: string): void {
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 0x01, middle);
  writeFileSync(path, bytes);
}

/** Cuts the last byte off. */
export function cutShort(path: string): void {
  truncateSync(path, statSync(path).size - 1);
}

/** Makes two files take each other's place. */
export function swap(one: string, other: string): void {
  copyFileSync(one, `${one}.swap`);
  renameSync(other, one);
  renameSync(`${one}.swap`, other);
}

/** Replaces a text in a file. Throws where it is not there: a damage that does nothing proves nothing. */
export function edit(path: string, from: RegExp, to: string): void {
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new TypeError(`${path} has nothing like ${from}`);
  writeFileSync(path, after);
}

/** Does harm to a folder until the test ends: the folder is then as it was, with the attributes that an S3 server keeps in it. */
export function harmUntilEnd(objects: string, harm: (objects: string) => void): void {
  const before = `${objects}.before`;
  execFileSync('cp', ['-a', objects, before]);
  onTestFinished(() => {
    rmSync(objects, { recursive: true });
    renameSync(before, objects);
  });
  harm(objects);
}
