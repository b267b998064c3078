#!/bin/sh
# Makes Temporal's two databases, or brings them to the version of these tools. Runs in temporalio/admin-tools, at every start; the
# server's address stands in docker-compose.yml.
set -eu
SQL_PASSWORD=$(cat /run/secrets/temporal-db)
export SQL_PASSWORD
schemas=/etc/temporal/schema/postgresql/v12
for pair in temporal:temporal temporal_visibility:visibility; do
  SQL_DATABASE=${pair%:*}
  export SQL_DATABASE
  temporal-sql-tool create-database
  temporal-sql-tool setup-schema --version 0.0
  temporal-sql-tool update-schema --schema-dir "$schemas/${pair#*:}/versioned"
done
