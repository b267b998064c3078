import { join } from 'node:path';
import { directoryStore } from '../../../../src/activities/repository/directory/directory-store.ts';
import { temporaryFolder } from '../../../stack/folders.ts';
import { describeObjectStore } from '../object-store-contract.ts';

describeObjectStore('a directory', () => directoryStore(join(temporaryFolder(), 'repository')));
