import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../docs/documented.ts';
import { COMPOSE, COMPOSE_TEXT, isJob, SERVICES } from './compose-file.ts';

const NAMES = SERVICES.map(([name]) => name);

test('the file starts Temporal with its UI and database, a source, an S3 server and two workers', () => {
  expect(NAMES.toSorted()).toEqual([
    'postgres',
    's3',
    'temporal',
    'temporal-db',
    'temporal-namespace',
    'temporal-schema',
    'temporal-ui',
    'worker-one',
    'worker-two',
  ]);
});

test.each(SERVICES)('%s has a health check, or is a job that others wait for', (name, service) => {
  if (!isJob(service)) expect(service.healthcheck).toBeDefined();
  else {
    const waiting = SERVICES.flatMap(([, other]) => other.depends_on[name] ?? []);
    expect(waiting).toContainEqual({ condition: 'service_completed_successfully' });
  }
});

test.each(SERVICES)('ports of %s bind to loopback', (_, { ports }) => {
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
});

test.each(SERVICES)('no variable of %s holds a secret', (_, { environment }) => {
  const suspicious = Object.entries(environment).filter(
    ([name, value]) => /PASSWORD|PWD|SECRET|TOKEN|KEY/i.test(name) && !String(value).startsWith('/run/secrets/'),
  );
  expect(suspicious).toEqual([]);
});

test('no address in the file carries credentials', () => {
  expect(COMPOSE_TEXT).not.toMatch(/:\/\/[^/\s]*@/);
});

test.each(SERVICES)('%s depends on what exists, in a way that comes true', (_, service) => {
  for (const [name, { condition }] of Object.entries(service.depends_on)) {
    const other = COMPOSE.services[name];
    if (other === undefined) throw new Error(`there is no service ${name}`);
    expect(condition).toBe(isJob(other) ? 'service_completed_successfully' : 'service_healthy');
  }
});

test.each(SERVICES)('volumes and secrets of %s exist', (_, { volumes, secrets }) => {
  for (const volume of volumes) {
    const [source = ''] = volume.split(':');
    if (source.startsWith('.')) expect(existsSync(join(PROJECT, source))).toBe(true);
    else expect(Object.keys(COMPOSE.volumes)).toContain(source);
  }
  for (const secret of secrets) expect(Object.keys(COMPOSE.secrets)).toContain(secret);
});

test.each(SERVICES.filter(([, { entrypoint }]) => entrypoint !== undefined))(
  'the entry point of %s is a script that exists and reads secrets that the service has',
  (_, { entrypoint = [], secrets }) => {
    const script = join(PROJECT, 'deploy/docker', entrypoint.at(-1)?.replace('/etc/firedrill/', '') ?? '');
    expect(statSync(script).mode & 0o111).toBe(0o111);
    const read = [...readFileSync(script, 'utf8').matchAll(/\/run\/secrets\/([\w-]+)/g)].map(([, name]) => name);
    expect(secrets).toEqual(expect.arrayContaining(read));
  },
);

test.each(SERVICES.filter(([name]) => name.startsWith('worker-')))(
  '%s runs with no privilege of its own',
  (name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service.volumes).toContain(`${name}:/var/lib/firedrill`);
  },
);
