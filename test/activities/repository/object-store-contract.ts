import { describe } from 'vitest';
import { describeGrowingObjects } from './contract/growing-objects.ts';
import { describeHostileKeys } from './contract/hostile-keys.ts';
import { describeListing } from './contract/listing.ts';
import { describeMissingObjects } from './contract/missing-objects.ts';
import type { OpenStore } from './contract/open-store.ts';
import { describeReading } from './contract/reading.ts';
import { describeSignals } from './contract/signals.ts';
import { describeSmallObjects } from './contract/small-objects.ts';
import { describeUnfinishedUploads } from './contract/unfinished-uploads.ts';
import { describeUploads } from './contract/uploads.ts';
import { describeVerification } from './contract/verification.ts';

/** The obligations of {@link ObjectStore}, as tests. `open` gives a store over an empty place that nobody else uses. */
export function describeObjectStore(name: string, open: OpenStore): void {
  describe(`${name} as an object store`, () => {
    describeSmallObjects(open);
    describeMissingObjects(open);
    describeUploads(open);
    describeUnfinishedUploads(open);
    describeGrowingObjects(open);
    describeSignals(open);
    describeVerification(open);
    describeReading(open);
    describeListing(open);
    describeHostileKeys(open);
  });
}
