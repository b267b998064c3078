import { userInfo } from 'node:os';
import { type Account, accountNamed } from '../../src/activities/sandbox/jail.ts';

/** The account that servers run as which refuse to run as root; undefined where this user is not root. */
export async function serverAccount(): Promise<Account | undefined> {
  return userInfo().uid === 0 ? accountNamed('nobody', AbortSignal.timeout(10_000)) : undefined;
}
