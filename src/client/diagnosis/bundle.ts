import { existsSync, writeFileSync } from 'node:fs';
import { Failure } from '../../domain/failures.ts';

/** Refuses a file that is there already, before anything was examined for it. Throws UsageInvalid. */
export function refuseExisting(file: string): void {
  if (!existsSync(file)) return;
  throw new Failure('UsageInvalid', `${file} exists already`, { hint: 'name another file with --bundle' });
}

/** Writes what helps somebody else to help, for its owner's eyes only (0600), never over a file. Throws UsageInvalid. */
export function writeBundle(file: string, content: unknown): void {
  try {
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    refuseExisting(file);
    throw new Failure('UsageInvalid', `${file} cannot be written`, {
      hint: 'name a file in a folder that you may write',
      cause: error,
    });
  }
}
