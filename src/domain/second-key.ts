/** A copy of the key file that the policy names, as it was found. */
export type KeyCopy =
  | { readonly state: 'good'; readonly path: string }
  /** It is another key, cannot be read, or lies where a loss of the key file takes it along. */
  | { readonly state: 'bad'; readonly path: string; readonly why: string };

/** What opens a content key besides the key file. */
export interface SecondKeyFacts {
  readonly wrappings: readonly { readonly by: 'local' | 'offline-rsa' }[];
  readonly copy?: KeyCopy;
}

/** Why one lost file would close the backups for ever; undefined where an offline key, or a checked copy, opens them, too. */
export function lackOfSecondKey({ wrappings, copy }: SecondKeyFacts): string | undefined {
  if (wrappings.some(({ by }) => by === 'offline-rsa') || copy?.state === 'good') return undefined;
  const only = 'the key file alone opens the backups';
  return copy === undefined ? only : `${only}: ${copy.path} ${copy.why}`;
}

/** What a person does about it. */
export const SECOND_KEY_HINT =
  'name a public key in keys.offlinePublicKey and take a backup, or name a copy of the key file on another file system in keys.copy';
