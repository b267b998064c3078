#!/bin/sh
# Starts Temporal with its password out of a file. Runs in temporalio/server; the rest of its settings are in docker-compose.yml.
set -eu
POSTGRES_PWD=$(cat /run/secrets/temporal-db)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
