import type { NotProven } from './proof.ts';
import type { ServerProfile } from './server-profile.ts';

/** A role of the source cluster, without its password. */
export interface SourceRole {
  readonly name: string;
  readonly superuser: boolean;
  readonly inherit: boolean;
  readonly createRole: boolean;
  readonly createDatabase: boolean;
  readonly canLogin: boolean;
  readonly replication: boolean;
  readonly bypassRls: boolean;
  readonly connectionLimit: number;
  readonly validUntil: string | null;
  readonly settings: readonly string[];
}

/** That `member` belongs to `role`, as `grantor` granted it. The last two options exist from PostgreSQL 16 on. */
export interface SourceMembership {
  readonly role: string;
  readonly member: string;
  readonly grantor: string | null;
  readonly admin: boolean;
  readonly inherit: boolean | null;
  readonly set: boolean | null;
}

/** A collation that sorts, and which version of its library does. */
export interface SourceCollation {
  /** `default` for the database's own, else `schema.name`. */
  readonly name: string;
  /** The version under which its indexes were made, as the catalogue has noted it; null where it has none. */
  readonly recorded: string | null;
  /** The library's version at the moment; null for locale C, and where the server cannot tell. */
  readonly actual: string | null;
  /** Names of the first indexes that sort by it, and how many do. */
  readonly indexes: readonly string[];
  readonly indexCount: number;
}

/** What the dump's archive does not carry and a new server must have. Read under the dump's snapshot. */
export interface SourceFacts {
  readonly server: {
    readonly version: string;
    readonly versionNumber: number;
    readonly systemIdentifier: string;
    readonly standby: boolean;
    /** The role with oid 10: the bootstrap superuser, in whose name catalogue grants stand. */
    readonly bootstrapRole: string;
  };
  readonly database: {
    readonly name: string;
    readonly owner: string;
    readonly encoding: string;
    readonly collate: string;
    readonly ctype: string;
    /** `c` libc, `i` ICU, `b` builtin. */
    readonly localeProvider: string;
    readonly locale: string | null;
    readonly icuRules: string | null;
    readonly collationVersion: string | null;
    readonly connectionLimit: number;
    readonly tablespace: string;
    readonly sizeBytes: number;
    readonly comment: string | null;
    readonly acl: readonly string[];
    /** `ALTER DATABASE … SET` and `ALTER ROLE … [IN DATABASE …] SET`; null stands for all roles, or all databases. */
    readonly settings: readonly {
      readonly role: string | null;
      readonly database: string | null;
      readonly settings: readonly string[];
    }[];
  };
  readonly roles: readonly SourceRole[];
  readonly memberships: readonly SourceMembership[];
  readonly tablespaces: readonly {
    readonly name: string;
    readonly owner: string;
    readonly options: readonly string[];
  }[];
  readonly extensions: readonly { readonly name: string; readonly version: string; readonly schema: string }[];
  /** Materialised views whose query reaches a foreign table: their rows are not recomputed in a sandbox. */
  readonly foreignMaterialisedViews: readonly {
    /** Decimal text; entries of the archive carry it. */
    readonly oid: string;
    readonly schema: string;
    readonly name: string;
  }[];
  /** What pg_dump leaves out without a word, as sentences for people. Absent in older backups. */
  readonly notDumped?: readonly NotProven[];
  /** What a new server must look like. Absent in older backups. */
  readonly profile?: ServerProfile;
  /** The database's own collation, and those that indexes sort by. Absent in older backups. */
  readonly collations?: readonly SourceCollation[];
}
