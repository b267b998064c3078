/** Names of the search attributes that runs carry, all of type Keyword. A namespace on SQL visibility has room for ten. */
export const SEARCH_ATTRIBUTES = {
  target: 'FiredrillTarget',
  kind: 'FiredrillKind',
  verdict: 'FiredrillVerdict',
  failure: 'FiredrillFailure',
  backup: 'FiredrillBackup',
} as const;

export type SearchAttribute = keyof typeof SEARCH_ATTRIBUTES;
