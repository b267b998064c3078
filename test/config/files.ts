import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { Environment } from '../../src/config/environment.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { Failure } from '../../src/domain/failures.ts';
import { temporaryFolder } from '../stack/folders.ts';

/** The shortest configuration that loads. */
export const MINIMAL = `version: 1
targets: { orders: { postgres: { database: orders } } }
repositories: { local: { kind: directory, path: ./backups } }
`;

/** Files by their path below a new folder; a text alone is `firedrill.yaml`. */
export type Files = string | { readonly [path: string]: string };

/** Writes the files into a new folder and returns the folder. */
export function folderWith(files: Files): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(typeof files === 'string' ? { 'firedrill.yaml': files } : files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Loads the files as a program started in their folder does. */
export function load(files: Files, environment: Environment = {}) {
  return loadConfiguration({}, { HOME: '/home/kim', ...environment }, folderWith(files));
}

/** The lines of the message with which the files are refused. */
export function problemsOf(files: Files, environment: Environment = {}): readonly string[] {
  try {
    load(files, environment);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.kind).toBe('ConfigurationInvalid');
    return error.message.split('\n');
  }
  return [];
}
