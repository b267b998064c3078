#!/bin/sh
# Makes the namespace where there is none yet: ended runs are kept for 90 days. Runs in temporalio/admin-tools, at every start.
set -eu
temporal operator namespace describe --namespace default > /dev/null 2>&1 ||
  temporal operator namespace create --namespace default --retention 90d
