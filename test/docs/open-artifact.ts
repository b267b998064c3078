import { globSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { House } from '../stack/firedrill.ts';
import { blocksOf } from './documented.ts';

const PAGE = 'open-without-firedrill.md';

/** Saves the page's script into a folder, as the page says. */
export function saveScript(folder: string): void {
  const [script = ''] = blocksOf(PAGE, 'js');
  writeFileSync(join(folder, 'open-artifact.mjs'), script);
}

/** The path of an artifact of the only backup of a house. */
export function artifactPath(house: House, name: string): string {
  const [path] = globSync(`repository/targets/shop/backups/*/${name}-*.enc`, { cwd: house.folder });
  if (path === undefined) throw new TypeError(`the backup has no artifact ${name}`);
  return house.at(path);
}

/** Runs the saved script on an artifact of a house, with a key, and returns how it ended. */
export function openArtifact(house: House, name: string, key: string) {
  const args = ['open-artifact.mjs', artifactPath(house, name), key];
  return execa('node', args, { cwd: house.folder, reject: false, encoding: 'buffer' });
}

/** Runs shell lines of the page, with programs of PostgreSQL before all others, and returns what they printed. */
export async function runLines(
  lines: string,
  folder: string,
  env: { readonly [name: string]: string },
  programs = '/usr/bin',
) {
  const PATH = `${programs}:${dirname(process.execPath)}:${process.env['PATH']}`;
  const { stdout } = await execa('bash', ['-eu', '-c', lines], { cwd: folder, env: { ...env, PATH } });
  return stdout;
}

/** The page's blocks for `bash`: where things are, taking out, restoring. */
export function documentedLines(): { readonly places: string; readonly takingOut: string; readonly restoring: string } {
  const [places = '', takingOut = '', restoring = ''] = blocksOf(PAGE, 'bash');
  return { places, takingOut, restoring };
}

/** The line that opens a content key with the offline key. */
export function offlineLines(): string {
  return blocksOf(PAGE, 'sh').join('');
}
