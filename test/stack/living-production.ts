import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type PostgresCluster, runSql, startCluster } from '../../dev/stack/postgres-cluster.ts';
import { temporaryFolder } from './folders.ts';

/** A server that goes on working, and how one sees whether anybody reached it. */
export interface LivingProduction {
  readonly cluster: PostgresCluster;
  /** Connection strings of its database without quotes, by TCP and by socket. */
  readonly ways: { readonly tcp: string; readonly socket: string };
  readonly sql: <Row extends object>(text: string) => Promise<readonly Row[]>;
  /** How many connections its log has noted; asks the file, not the server. */
  readonly connections: () => number;
}

/** Starts a server of its own that listens on loopback and on a socket whose folder everybody may enter, and logs who connects. */
export async function startProduction(): Promise<LivingProduction> {
  const directory = temporaryFolder();
  const sockets = temporaryFolder();
  chmodSync(directory, 0o711);
  chmodSync(sockets, 0o777);
  const cluster = await startCluster({
    directory,
    major: 15,
    settings: {
      unix_socket_directories: sockets,
      wal_level: 'logical',
      log_connections: 'on',
      logging_collector: 'on',
      log_filename: 'all.log',
    },
  });
  onTestFinished(() => cluster.stop());
  const to = `port=${cluster.port} dbname=postgres user=postgres password=${cluster.password}`;
  return {
    cluster,
    ways: { tcp: `host=127.0.0.1 ${to}`, socket: `host=${sockets} ${to}` },
    sql: text => runSql(cluster.url('postgres'), text),
    connections: () =>
      readFileSync(join(cluster.dataFolder, 'log/all.log'), 'utf8').split('connection received').length - 1,
  };
}

/** A database full of objects that lead back to production by one way as soon as somebody restores, examines or uses them. */
export function baitOf(way: keyof LivingProduction['ways'], { cluster, ways }: LivingProduction): string {
  const conninfo = ways[way];
  const host = /host=(\S+)/.exec(conninfo)?.[1];
  return `
CREATE SERVER by_${way} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '${host}', port '${cluster.port}', dbname 'postgres');
CREATE USER MAPPING FOR PUBLIC SERVER by_${way} OPTIONS (user 'postgres', password '${cluster.password}');
CREATE FOREIGN TABLE far_${way} (n int) SERVER by_${way} OPTIONS (table_name 'ledger');
CREATE MATERIALIZED VIEW copied_${way} AS SELECT n FROM far_${way};
CREATE FUNCTION tell_${way}(n int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
  PERFORM public.dblink_exec('${conninfo}', 'INSERT INTO ledger VALUES (1)'); RETURN n;
  EXCEPTION WHEN others THEN RETURN n; END $$;
CREATE TABLE told_${way} (n int CHECK (tell_${way}(n) = n), twice int GENERATED ALWAYS AS (tell_${way}(n)) STORED);
INSERT INTO told_${way} VALUES (1), (2);
CREATE INDEX ON told_${way} (tell_${way}(n));
CREATE VIEW seen_${way} AS SELECT n FROM far_${way};
CREATE MATERIALIZED VIEW made_${way} AS SELECT tell_${way}(n) AS n FROM told_${way};
CREATE FUNCTION on_ddl_${way}() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM public.tell_${way}(1); END $$;
CREATE EVENT TRIGGER ddl_${way} ON ddl_command_end EXECUTE FUNCTION on_ddl_${way}();
CREATE SUBSCRIPTION sub_${way} CONNECTION '${conninfo}' PUBLICATION p WITH (connect = false, slot_name = 'slot_${way}');`;
}
