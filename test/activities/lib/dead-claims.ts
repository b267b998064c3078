import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { temporaryFolder } from '../../stack/folders.ts';

const CLAIMS = fileURLToPath(new URL('../../../src/activities/lib/claims.ts', import.meta.url));

/** A script of node that has opened the claims of a state folder: `arguments` are folder, origin and what follows. */
export function claimsScript(body: string): string {
  const script = join(temporaryFolder(), 'claims.ts');
  writeFileSync(
    script,
    `import { openClaims } from '${CLAIMS}';
const [, , state, origin, ...rest] = process.argv;
const claims = openClaims(state, origin);
${body}`,
  );
  return script;
}

/** Has a process claim tasks and die by SIGKILL. Returns the files it left. */
export async function claimByDeadProcess(
  state: string,
  origin: string,
  taskTokens: readonly string[],
): Promise<readonly string[]> {
  const script = claimsScript(`for (const token of rest) claims.hold(token);\nprocess.kill(process.pid, 'SIGKILL');`);
  await execa(process.execPath, [script, state, origin, ...taskTokens], { reject: false });
  return readdirSync(join(state, 'claims')).map(name => join(state, 'claims', name));
}
