import type { NewServer } from './manifest.ts';
import { LEFT_OUT, type ServerProfile } from './server-profile.ts';
import type { SourceFacts } from './source.ts';

/** What the manifest says in the clear of the server that a backup needs; undefined where its profile was not read. */
export function newServerOf({ profile, database, extensions }: SourceFacts): NewServer | undefined {
  if (profile === undefined) return undefined;
  const { encoding, collate, ctype, localeProvider, locale, collationVersion } = database;
  return {
    fullVersion: profile.fullVersion,
    architecture: profile.architecture,
    ...{ encoding, collate, ctype, localeProvider, locale, collationVersion },
    extensions: extensions.map(({ name, version }) => ({ name, version })),
  };
}

const PROVIDERS: { readonly [letter: string]: string } = { c: 'libc', i: 'ICU', b: 'builtin' };

/** What a new server must have, as labelled lines. */
export function describeNewServer(server: NewServer): readonly (readonly [string, string])[] {
  const { fullVersion, encoding, collate, ctype, localeProvider, locale, collationVersion, extensions } = server;
  const provider = PROVIDERS[localeProvider] ?? localeProvider;
  const version = collationVersion === null ? '' : ` ${collationVersion}`;
  return [
    ['server', fullVersion],
    [
      'locale',
      `${encoding}, provider ${provider}${version}, ${locale === null ? '' : `locale ${locale}, `}collate ${collate}, ctype ${ctype}`,
    ],
    ['extensions', extensions.map(({ name, version }) => `${name} ${version}`).join(', ') || 'none'],
  ];
}

/** Settings and access rules of a server as columns. */
export function describeProfile({ settings, accessRules }: ServerProfile): {
  readonly settings: readonly (readonly string[])[];
  readonly accessRules: readonly (readonly string[])[] | undefined;
} {
  return {
    settings: settings.map(({ name, value, source }) => [`  ${name}`, value ?? LEFT_OUT, source]),
    accessRules: accessRules?.map(({ type, databases, users, address, netmask, method, options }) => [
      `  ${type ?? ''}`,
      databases.join(','),
      users.join(','),
      [address, netmask].filter(part => part !== null).join(' '),
      [method ?? '', ...options].join(' '),
    ]),
  };
}
