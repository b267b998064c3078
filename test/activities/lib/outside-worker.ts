import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import type { Deps } from '../../../src/activities/deps.ts';
import { openHost } from '../../../src/activities/host.ts';
import { loadConfiguration } from '../../../src/config/load.ts';
import { secretReader } from '../../../src/config/references.ts';
import { temporaryFolder } from '../../stack/folders.ts';

/** What the engine tells an activity about itself. */
export type ActivityFacts = ConstructorParameters<typeof MockActivityEnvironment>[0];

/** Runs activities without a worker; nothing is logged. */
export function activityEnvironment(facts: ActivityFacts = {}): MockActivityEnvironment {
  return new MockActivityEnvironment(facts, { logger: new DefaultLogger('ERROR', () => undefined) });
}

/** What an activity of a real worker is given, over a state folder of its own. */
export function activityDeps(): Deps {
  const state = temporaryFolder();
  const environment = { DATABASE_URL: 'postgres://backup@127.0.0.1/orders', FIREDRILL_STATE: state };
  return {
    configuration: loadConfiguration({}, environment, state),
    readSecret: secretReader(environment),
    findPostgres: async () => [],
    host: openHost(state),
    askRun: async () => 'unknown',
    log: pino({ level: 'silent' }),
    version: '0.0.0',
    hasSearchAttributes: false,
  };
}
