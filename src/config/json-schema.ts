import { z } from 'zod';
import { writtenConfiguration } from './written.ts';

/** Name of the generated file, as the starter configuration refers to it. */
export const SCHEMA_FILE = 'firedrill.schema.json';

/**
 * JSON Schema (draft 2020-12) of what a person may write; editors complete and check by it. The committed file is made by
 * `node src/client/main.ts config schema > firedrill.schema.json`, and a test holds it to this.
 */
export function configurationSchema(): object {
  return z.toJSONSchema(writtenConfiguration, { io: 'input' });
}
