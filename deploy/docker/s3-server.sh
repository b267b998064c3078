#!/bin/sh
# Starts the S3 server with its keys out of files. Runs in versity/versitygw. A folder below the root is a bucket.
set -eu
ROOT_ACCESS_KEY=$(cat /run/secrets/s3-key-id)
ROOT_SECRET_KEY=$(cat /run/secrets/s3-secret)
export ROOT_ACCESS_KEY ROOT_SECRET_KEY
mkdir -p /data/objects/firedrill /data/metadata
exec versitygw --port :7070 --health /health --quiet posix --sidecar /data/metadata /data/objects
