import { expect, test } from 'vitest';
import { openHouse } from '../stack/firedrill.ts';

import { done, failed } from '../stack/outcomes.ts';
import { makeEveryObject } from './every-object.ts';

test('finds what differs beside the objects, and names no value', async () => {
  const database = await makeEveryObject(16);
  const [a] = database.roles;
  const plant = (activity: string, sandboxSql: string) => ({ activity, when: 'before', act: { sandboxSql } }) as const;
  const house = await openHouse(database);
  await house.startWorker({
    plants: [
      plant('compareBackup', `REVOKE ALL ON LARGE OBJECT 4711 FROM "${database.roles[1]}"`),
      plant(
        'compareStructure',
        `ALTER DATABASE ${database.name} SET app.other = 'planted-value'; ALTER ROLE "${a}" SET app.another = 'planted-value';
         GRANT CREATE ON DATABASE ${database.name} TO PUBLIC; UPDATE pg_extension SET extversion = '0.9'`,
      ),
    ],
  });
  done(await house.backup());
  const { failure, outcome } = failed(await house.restoreTest(), 'DataDiffers');
  const found = (outcome?.checks ?? [])
    .filter(({ verdict, about }) => verdict !== 'passed' && about !== 'objective' && verdict !== 'skipped')
    .map(({ name, verdict, required, detail }) => [name, verdict, required, detail]);
  expect(found).toEqual(
    expect.arrayContaining([
      ['large objects', 'failed', true, 'other owner or rights: 4711'],
      ['database properties', 'failed', true, 'not as on the source: rights, setting app.other'],
      ['settings of roles', 'failed', false, `not as on the source: setting app.another of role ${a}`],
      ['extension versions', 'inconclusive', false, 'tested with other versions: plpgsql 1.0 on the source, 0.9 here'],
    ]),
  );
  expect(JSON.stringify({ failure, outcome })).not.toMatch(/planted-value|setting-option/);
});
