import { z } from 'zod';
import { writtenConfiguration } from './written.ts';

/** Name of the generated file, as the starter configuration refers to it. */
export const SCHEMA_FILE = 'firedrill.schema.json';

/** JSON Schema (draft 2020-12) of what a person may write; editors complete and check by it. */
export function configurationSchema(): object {
  return z.toJSONSchema(writtenConfiguration, { io: 'input' });
}
