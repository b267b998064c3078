/** Where a secret is found. The value itself is read inside activities only and never stored. */
export type SecretReference =
  | { readonly from: 'env'; readonly name: string }
  | { readonly from: 'file'; readonly path: string };

/** A reference as people write it: `env:NAME` or `file:/path`. */
export function formatSecretReference(reference: SecretReference): string {
  return reference.from === 'env' ? `env:${reference.name}` : `file:${reference.path}`;
}

/** Reads `env:NAME` and `file:PATH`; undefined for anything else. */
export function parseSecretReference(text: string): SecretReference | undefined {
  const [, from, rest] = /^(env|file):(.+)$/.exec(text) ?? [];
  if (rest === undefined) return undefined;
  if (from === 'file') return { from: 'file', path: rest };
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(rest) ? { from: 'env', name: rest } : undefined;
}
