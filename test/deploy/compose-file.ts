import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { PROJECT } from '../docs/documented.ts';

const service = z.looseObject({
  image: z.string(),
  build: z.unknown().optional(),
  restart: z.string(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  entrypoint: z.array(z.string()).optional(),
  healthcheck: z.looseObject({ test: z.array(z.string()).min(2), interval: z.string() }).optional(),
  ports: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()).default(['default']),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
});

const file = z.looseObject({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

export type Service = z.output<typeof service>;

export const COMPOSE_TEXT = readFileSync(`${PROJECT}/docker-compose.yml`, 'utf8');

/** The Compose file as Compose reads it: merge keys resolved. */
export const COMPOSE = file.parse(parse(COMPOSE_TEXT, { merge: true }));

/** Services by name; those that end by themselves are jobs. */
export const SERVICES = Object.entries(COMPOSE.services);

export function isJob({ restart }: Service): boolean {
  return restart === 'no';
}
