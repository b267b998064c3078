# A worker of Firedrill with its command line: Debian, Node 24, PostgreSQL 15, 16 and 18 from PGDG, zstd. docs/docker.md says how it is used.
FROM node:24-trixie-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-trixie-slim
# Clients take backups, servers are the sandboxes of restore tests: a backup of a major is tested on that major only.
ARG POSTGRES_MAJORS="15 16 18"
# The user that owns the files with secrets on the host: Compose mounts such files with their owner and mode, and Firedrill refuses
# a secret that others may read.
ARG FIREDRILL_UID=1000
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates mount postgresql-common zstd \
  && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
  && sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf \
  && for major in $POSTGRES_MAJORS; do apt-get install --yes --no-install-recommends "postgresql-$major" || exit 1; done \
  && rm -rf /var/lib/apt/lists/*
RUN userdel --remove node \
  && useradd --uid "$FIREDRILL_UID" --user-group --home-dir /var/lib/firedrill --shell /usr/sbin/nologin firedrill \
  && install --directory --owner=firedrill --group=firedrill --mode=0711 /var/lib/firedrill \
  && install --directory --owner=firedrill --group=firedrill --mode=0700 /backups
COPY --from=build /build/package.json /opt/firedrill/package.json
COPY --from=build /build/node_modules /opt/firedrill/node_modules
COPY --from=build /build/dist /opt/firedrill/dist
RUN ln -s /opt/firedrill/dist/client/main.js /usr/local/bin/firedrill
ENV NODE_ENV=production FIREDRILL_STATE=/var/lib/firedrill FIREDRILL_CACHE=/tmp/firedrill-cache
USER firedrill
WORKDIR /var/lib/firedrill
CMD ["node", "/opt/firedrill/dist/worker.js"]
