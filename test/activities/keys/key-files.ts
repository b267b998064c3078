import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../stack/folders.ts';

export const HEX = 'ab'.repeat(32);

/** A file where a key is looked for, with this text and mode. */
export function keyFile(text: string, mode = 0o600): string {
  const path = join(temporaryFolder(), 'key');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}
