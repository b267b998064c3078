import { z } from 'zod';
import { compareDecimals, parseDecimal } from '../domain/decimals.ts';
import { parseDuration } from '../domain/durations.ts';
import { parseSecretReference } from '../domain/secrets.ts';
import { duration, limit, path, tableName } from './written-values.ts';

const decimal = z.union(
  [
    z.number().refine(isExact, 'put quotes around a number of this length'),
    z.string().refine(text => parseDecimal(text) !== undefined, 'write a number'),
  ],
  'write a number',
);

const sqlAssertion = z
  .strictObject({
    name: z.string().min(1).max(80),
    query: z
      .string()
      .min(1)
      .optional()
      .describe('One statement that returns one row with one value; run read-only on the restored database'),
    equals: z
      .union(
        [z.string(), z.number().refine(isExact, 'put quotes around a number of this length'), z.boolean()],
        'write a text, a number, true or false',
      )
      .optional()
      .describe('The value as PostgreSQL writes it (1.00 is not 1, instants are in UTC); true or false for a boolean'),
    atLeast: decimal.optional(),
    between: z
      .tuple([decimal, decimal])
      .refine(([low, high]) => isOrdered(String(low), String(high)), 'write the lower number first')
      .optional(),
    newest: z
      .strictObject({
        table: tableName,
        column: z.string().min(1, 'write the name of a column'),
        within: duration.describe('Longest time between the newest row and the snapshot of the backup'),
      })
      .optional()
      .describe('The newest time in a column, measured against the snapshot of the backup; takes the place of query'),
    timeLimit: limit.default('1m').describe('After this the query is ended, and the check failed'),
    maxMs: z
      .int()
      .min(1)
      .optional()
      .describe('Milliseconds that the query may take on the restored database: a check of its own'),
  })
  .superRefine((assertion, context) => {
    const { equals, atLeast, between, newest, query, maxMs, timeLimit } = assertion;
    const refuse = (message: string, ...path: string[]) => context.addIssue({ code: 'custom', message, path });
    const forms = [equals, atLeast, between, newest].filter(form => form !== undefined);
    if (forms.length !== 1) refuse('give exactly one of equals, atLeast, between and newest');
    else if (newest === undefined && query === undefined) refuse('say what is asked: query is missing');
    else if (newest !== undefined && query !== undefined) refuse('newest asks by itself: leave query out', 'query');
    if (maxMs !== undefined && maxMs > (parseDuration(timeLimit) ?? 0))
      refuse('the query would be ended before: timeLimit is shorter', 'maxMs');
  });

const testCommand = z
  .strictObject({
    run: z
      .tuple([z.string('write a program').min(1, 'write a program')], z.string())
      .describe('Program and arguments; no shell reads them'),
    timeLimit: limit.default('10m').describe('After this the command is ended, and the check failed'),
    env: z
      .record(
        z
          .string()
          .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a variable is made of letters, digits and _')
          .refine(text => !/^(DATABASE_URL$|PG)/.test(text), 'names the sandbox, and is set by Firedrill'),
        z
          .union([z.string(), z.number(), z.boolean()], 'write a text, a number, true or false')
          .superRefine((value, context) => {
            if (/^(env|file):/.test(String(value)) && parseSecretReference(String(value)) === undefined)
              context.addIssue({ code: 'custom', message: 'write a reference, env:NAME or file:/path' });
          }),
      )
      .default({})
      .describe(
        'Its environment: texts, or env:NAME and file:/path for secrets. Nothing of the worker’s own is passed on',
      ),
    directory: path.optional().describe('Where it is started; default: an empty folder'),
  })
  .describe('The application’s own test on the restored database; DATABASE_URL and PG* name the sandbox');

/** What a restore test examines besides the proof. */
export const checks = z
  .strictObject({
    indexes: z
      .enum(['required', 'available', 'off'])
      .default('available')
      .describe(
        'pg_amcheck on the restored database; `available` reports where it cannot run, `required` makes the test inconclusive',
      ),
    sql: z.array(sqlAssertion).default([]),
    command: testCommand.optional(),
  })
  .prefault({});

/** Decimal digits that a number of YAML keeps, whatever they are. */
const KEPT_DIGITS = 15;

/** Whether a number is the one that was written: longer ones lose their last digits on the way. */
function isExact(number: number): boolean {
  if (Number.isInteger(number)) return Number.isSafeInteger(number);
  const [digits = ''] = String(Math.abs(number)).split('e');
  return Number.isFinite(number) && digits.replace('.', '').replace(/^0+/, '').length <= KEPT_DIGITS;
}

function isOrdered(low: string, high: string): boolean {
  const [a, b] = [parseDecimal(low), parseDecimal(high)];
  return a !== undefined && b !== undefined && compareDecimals(a, b) <= 0;
}
