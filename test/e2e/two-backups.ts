import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { harmUntilEnd } from '../stack/damage.ts';
import { clusterOf, makeDatabase } from '../stack/databases.ts';
import { shared } from '../stack/ending.ts';
import { type House, openHouse } from '../stack/firedrill.ts';
import { done } from '../stack/outcomes.ts';

/** Where the backups lie that are harmed. */
export type Place = 'directory' | 's3';

/** Does harm to the repository of a house with two backups until the test ends. Returns the house. */
export type Damage = (place: Place, harm?: (objects: string) => void) => House;

/** Houses with two backups, one for each kind of repository, which the tests of a file harm and mend one after another. */
export function shareTwoBackups(): Damage {
  const houseIn = (place: Place) =>
    shared(async () => {
      const house = await openHouse(await makeDatabase(clusterOf(15), 'chinook'), { repositories: [place] });
      await house.startWorker();
      done(await house.backup());
      done(await house.backup());
      const { bucket, folder } = inject('s3');
      const objects = place === 'directory' ? house.at('repository') : join(folder, bucket, house.engine.namespace);
      return { house, objects };
    });
  const houses = { directory: houseIn('directory'), s3: houseIn('s3') };
  return (place, harm) => {
    const { house, objects } = houses[place]();
    if (harm !== undefined) harmUntilEnd(objects, harm);
    return house;
  };
}

/** Takes a house its key file until the test ends. */
export function withoutKey(house: House): House {
  renameSync(house.at('key'), house.at('own key'));
  onTestFinished(() => renameSync(house.at('own key'), house.at('key')));
  return house;
}
