import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './folders.ts';

/** The environment of a worker that finds these programs of PostgreSQL before all others. */
export interface Wrapped {
  readonly FIREDRILL_POSTGRES_BINARIES: string;
}

/**
 * A folder with all programs of a PostgreSQL, in which some are shell scripts around the real ones. A script calls the real
 * program as `"$REAL" "$@"`; asked for its version it is the real one.
 */
export function wrapPrograms(programs: string, scripts: { readonly [program: string]: string }): Wrapped {
  const parent = temporaryFolder();
  // A sandbox sees the folder above the programs: libraries and extensions lie beside them.
  const folder = join(parent, 'bin');
  mkdirSync(folder);
  for (const other of ['lib', 'share']) symlinkSync(join(programs, '..', other), join(parent, other));
  for (const name of readdirSync(programs)) {
    const script = scripts[name];
    if (script === undefined) symlinkSync(join(programs, name), join(folder, name));
    else writeScript(join(folder, name), join(programs, name), script);
  }
  return { FIREDRILL_POSTGRES_BINARIES: folder };
}

/** The environment of a worker whose PATH begins with scripts around programs of the system. */
export function wrapOnPath(scripts: {
  readonly [program: string]: { readonly real: string; readonly script: string };
}) {
  const folder = temporaryFolder();
  for (const [name, { real, script }] of Object.entries(scripts)) writeScript(join(folder, name), real, script);
  return { PATH: `${folder}:${process.env['PATH']}` };
}

function writeScript(path: string, real: string, script: string): void {
  const version = `case "$1" in --version) exec "$REAL" "$@";; esac`;
  writeFileSync(path, `#!/bin/sh\nREAL=${real}\n${version}\n${script}\n`);
  chmodSync(path, 0o755);
}
