import { expect, test } from 'vitest';
import { directoryStore } from '../../../src/activities/repository/directory/directory-store.ts';
import { readingKey } from '../../../src/activities/repository/layout.ts';
import { readReading, readReadings, rememberReading } from '../../../src/activities/repository/readings.ts';
import type { Reading } from '../../../src/domain/readings.ts';
import { temporaryFolder } from '../../stack/folders.ts';
import { BACKUP, backupId } from './backup.ts';

const reading = (readAt: string, changed: Partial<Reading> = {}): Reading => ({
  format: 1,
  ...BACKUP,
  readAt,
  verdict: 'passed',
  runId: '20261121T030000Z-verify-orders-0badcafe',
  ...changed,
});
const early = reading('2026-11-21T03:00:00.000Z');
const late = reading('2026-11-22T03:00:00.000Z', { verdict: 'failed' });
const open = () => directoryStore(temporaryFolder());
const last = (store: ReturnType<typeof open>) => readReading(store, BACKUP.target, BACKUP.backupId);

test('remembers the last reading of a backup, and knows of none before the first', async () => {
  const store = open();
  expect(await last(store)).toBeUndefined();
  await rememberReading(store, early);
  await rememberReading(store, late);
  expect(await last(store)).toEqual(late);
});

test('repeating it changes nothing, and an attempt that comes late does not take back what followed', async () => {
  const store = open();
  for (const made of [early, late, late, early]) await rememberReading(store, made);
  expect(await last(store)).toEqual(late);
});

test('keeps targets apart, and takes what is no reading for none', async () => {
  const store = open();
  await rememberReading(store, early);
  await rememberReading(store, { ...late, target: 'orders-eu' });
  const other = backupId('20261120T020000Z-logical-89abcdef');
  await store.putIfAbsent(readingKey(BACKUP.target, other), Buffer.from('{}'));
  expect([...(await readReadings(store, BACKUP.target))]).toEqual([[BACKUP.backupId, early]]);
});

test('a damaged memory is replaced by the next reading', async () => {
  const store = open();
  await store.putIfAbsent(readingKey(BACKUP.target, BACKUP.backupId), Buffer.from('{'));
  await rememberReading(store, early);
  expect(await last(store)).toEqual(early);
});
