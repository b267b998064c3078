/** One setting of a server that is not the built-in default. */
export interface ServerSetting {
  readonly name: string;
  /** As `SHOW` writes it, with its unit; null where it is or may hold a secret and was left out. */
  readonly value: string | null;
  /** Where it was set: `configuration file`, `command line`, `database`, …; `initdb` for what a cluster is made with. */
  readonly source: string;
}

/** A line of pg_hba.conf as the server reads it (`pg_hba_file_rules`); options are `name=value`. */
export interface AccessRule {
  readonly type: string | null;
  readonly databases: readonly string[];
  readonly users: readonly string[];
  readonly address: string | null;
  readonly netmask: string | null;
  readonly method: string | null;
  readonly options: readonly string[];
}

/** What a new server must look like, beside the database itself. */
export interface ServerProfile {
  /** The server's own long words, with platform and compiler. */
  readonly fullVersion: string;
  /** Such as `x86_64-pc-linux-gnu`; null where the server does not say. */
  readonly architecture: string | null;
  readonly settings: readonly ServerSetting[];
  /** Null where the role may not read them. */
  readonly accessRules: readonly AccessRule[] | null;
}

/** `PostgreSQL 18.4 on x86_64-pc-linux-gnu, compiled by …` names the platform after ` on `. */
export function architectureOf(fullVersion: string): string | null {
  return /^PostgreSQL .* on ([^\s,]+),/.exec(fullVersion)?.[1] ?? null;
}

/** Words in the name of a setting or option that holds a secret. */
const SECRET_NAME = /pass|secret|credential|token|key|conninfo|private/i;

/** Settings with such a word that a new server needs and that hold none. */
const HARMLESS = [
  'password_encryption',
  'ssl_key_file',
  'krb_server_keyfile',
  'ssl_passphrase_command_supports_reload',
];

/** A secret inside another value: `--secret-key X`, `password=x`, `PGPASSWORD=x`, `//user:password@`. */
const SECRET_INSIDE =
  /(pass(word|wd|phrase)?|pwd|secret|credentials?|token|key)[\w-]*["']?[ =:]+\S|:\/\/[^/\s@]*:[^/\s]*@|bearer /i;

/** Leaves out the value of every setting that is a secret by its name, or holds one. */
export function withoutSecrets(settings: readonly ServerSetting[]): readonly ServerSetting[] {
  return settings.map(setting => {
    const { name, value } = setting;
    const secret = !HARMLESS.includes(name) && (SECRET_NAME.test(name) || SECRET_INSIDE.test(value ?? ''));
    return secret ? { ...setting, value: null } : setting;
  });
}

/** Leaves out the value of every option that is a secret by its name (`ldapbindpasswd`, `radiussecrets`), or holds one. */
export function withoutSecretOptions(rules: readonly AccessRule[]): readonly AccessRule[] {
  return rules.map(rule => ({
    ...rule,
    options: rule.options.map(option => {
      const name = option.split('=', 1).join();
      return SECRET_NAME.test(name) || SECRET_INSIDE.test(option.slice(name.length)) ? `${name}=${LEFT_OUT}` : option;
    }),
  }));
}

/** What stands in the place of a value that was left out, for people. */
export const LEFT_OUT = '(left out: may be a secret)';
