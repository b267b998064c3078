import { expect, test } from 'vitest';
import { safeKey } from '../../src/activities/repository/keys.ts';
import { parseBackupKey, parseChainKey } from '../../src/activities/repository/layout.ts';
import { isWaitLimit } from '../../src/config/limits.ts';
import { formatDuration, parseDuration } from '../../src/domain/durations.ts';
import { Failure } from '../../src/domain/failures.ts';
import { isTargetName, targetNameFrom } from '../../src/domain/names.ts';
import { isBackupId, parseRunId, timeOfId } from '../../src/domain/runs.ts';
import { parseBackupChoice } from '../../src/domain/selection.ts';
import { formatSize, parseSize } from '../../src/domain/sizes.ts';
import { tryCases } from './cases.ts';
import { mutateText } from './mutations.ts';

test('a damaged duration is none, or a whole number of milliseconds that can be shown', async () => {
  await tryCases(8_000, chances => {
    const text = mutateText(chances.pick(['250ms', '1.5h', '26h', '90d', '2w']), chances);
    const durationMs = parseDuration(text);
    if (durationMs === undefined) return expect(isWaitLimit(text)).toBe(false);
    expect(durationMs).toSatisfy(Number.isSafeInteger);
    expect(durationMs).toBeGreaterThanOrEqual(0);
    return expect(formatDuration(durationMs)).toMatch(/^\d/);
  });
});

test('a damaged size is none, or a whole number of bytes that can be shown', async () => {
  await tryCases(8_000, chances => {
    const sizeBytes = parseSize(mutateText(chances.pick(['64MiB', '1.5 GiB', '500MB', '5TiB']), chances));
    if (sizeBytes === undefined) return;
    expect(sizeBytes).toSatisfy(Number.isSafeInteger);
    expect(formatSize(sizeBytes)).toMatch(/^\d/);
  });
});

test('a damaged backup id is none, or a folder name with a time in it', async () => {
  await tryCases(8_000, chances => {
    const text = mutateText('20261121T020000Z-logical-89abcdef', chances);
    if (!isBackupId(text)) return;
    expect(text).toMatch(/^[0-9A-Za-z-]+$/);
    expect(timeOfId(text)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });
});

test('a damaged choice of a backup is refused as usage, or is one of the choices', async () => {
  await tryCases(3_000, chances => {
    const text = mutateText(chances.pick(['latest', 'random', '20261121T020000Z-logical-89abcdef']), chances);
    try {
      expect(parseBackupChoice(text)).toBeDefined();
    } catch (error) {
      expect(error).toSatisfy(caught => caught instanceof Failure && caught.kind === 'UsageInvalid');
    }
  });
});

test('a damaged run id is none, or has its four parts', async () => {
  await tryCases(5_000, chances => {
    const found = parseRunId(mutateText('20261121T020000Z-restore-test-shop-89abcdef', chances));
    if (found !== undefined) expect(found.target.length * found.short.length).toBeGreaterThan(0);
  });
});

test('a damaged key of a repository is refused, or never leaves its folder', async () => {
  const keys = [
    'targets/shop/backups/20261121T020000Z-logical-89abcdef/manifest.json',
    'evidence/chain/000000012.json',
  ];
  await tryCases(8_000, chances => {
    const key = mutateText(chances.pick(keys), chances);
    const place = parseChainKey(key);
    if (place !== undefined) expect(place).toSatisfy(Number.isSafeInteger);
    parseBackupKey(key);
    try {
      expect(safeKey(key).split('/')).not.toContain('..');
    } catch (error) {
      expect(error).toSatisfy(caught => caught instanceof Failure && caught.kind === 'RepositoryUnusable');
    }
  });
});

test('whatever a database is called, its target has a name that may be one', async () => {
  await tryCases(8_000, chances => {
    expect(targetNameFrom(mutateText('certificate_verification', chances))).toSatisfy(isTargetName);
  });
});
