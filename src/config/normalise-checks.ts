import { parseDuration } from '../domain/durations.ts';
import type { Policy, SqlAssertion, TestCommand } from '../domain/policies.ts';
import { parseSecretReference } from '../domain/secrets.ts';
import { located } from './references.ts';
import type { Complete } from './written.ts';

type Written = Complete['policies'][string]['checks'];

/** Turns the checks of a policy into what the program uses; `path` finds files from the configuration's folder. */
export function normaliseChecks(written: Written, path: (text: string) => string): Policy['checks'] {
  return {
    indexes: written.indexes,
    sql: written.sql.map(normaliseAssertion),
    command: written.command && normaliseCommand(written.command, path),
  };
}

function normaliseAssertion(written: Written['sql'][number]): SqlAssertion {
  const { name, query, maxMs } = written;
  return { name, query, timeLimitMs: milliseconds(written.timeLimit), maxMs, expect: expectationOf(written) };
}

function expectationOf(written: Written['sql'][number]): SqlAssertion['expect'] {
  const { equals, atLeast, between, newest } = written;
  if (equals !== undefined) return { kind: 'equals', value: String(equals) };
  if (between !== undefined) return { kind: 'between', low: String(between[0]), high: String(between[1]) };
  if (newest === undefined) return { kind: 'atLeast', value: String(atLeast) };
  return { kind: 'newest', table: newest.table, column: newest.column, withinMs: milliseconds(newest.within) };
}

function normaliseCommand(written: NonNullable<Written['command']>, path: (text: string) => string): TestCommand {
  const env = Object.entries(written.env).map(([name, value]) => {
    const reference = parseSecretReference(String(value));
    return [name, reference === undefined ? String(value) : located(reference, path)] as const;
  });
  return {
    run: written.run,
    timeLimitMs: milliseconds(written.timeLimit),
    env: Object.fromEntries(env),
    directory: written.directory === undefined ? undefined : path(written.directory),
  };
}

function milliseconds(text: string): number {
  return parseDuration(text) ?? 0;
}
