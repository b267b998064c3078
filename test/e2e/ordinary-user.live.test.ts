import { chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { openHouse } from '../stack/firedrill.ts';
import { leftoversOf, NOTHING } from '../stack/leftovers.ts';
import { done } from '../stack/outcomes.ts';

/** `nobody` of Debian. */
const NOBODY = 65_534;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];

/** Without root every other test is of an ordinary user already. */
test.skipIf(process.getuid?.() !== 0)(
  'a worker of an ordinary user backs up and tests, behind the same walls',
  async () => {
    const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'), {
      policy: { checks: { command: { run: ['psql', '-XAtc', 'SELECT count(*), current_user FROM artist'] } } },
    });
    for (const name of ['', ...readdirSync(house.folder)]) chownSync(join(house.folder, name), NOBODY, NOBODY);
    await house.startWorker({ through: AS_NOBODY, env: { HOME: house.folder } });
    done(await house.backup());
    const { verdict, checks } = done(await house.restoreTest());
    expect(verdict).toBe('passed');
    expect(checks.find(({ name }) => name === 'isolation')).toMatchObject({ verdict: 'passed', found: 'full' });
    expect(checks.find(({ name }) => name === 'test command')?.output).toBe('275|postgres');
    expect(leftoversOf(house.folder)).toEqual(NOTHING);
  },
);
